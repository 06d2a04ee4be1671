import site from './site.mjs';

const { port } = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: (request) => site.fetch(request) });
console.log(JSON.stringify({ port }));
