<?php
// Proves a delivery of Logto genuine: its body comes from standard input, its signature as the argument.
//
//   LOGTO_WEBHOOK_SIGNING_KEY=… php verify.php SIGNATURE < body
//
// In a web server: genuine(file_get_contents('php://input'), $_SERVER['HTTP_LOGTO_SIGNATURE_SHA_256'] ?? '', $key).

declare(strict_types=1);

/** Whether the body, as it came over the wire, was signed with the key. Nothing is genuine without a key. */
function genuine(string $body, string $signature, string $key): bool
{
    $signature = strtolower(trim($signature, " \t"));
    $space = '[\p{Z}\x09-\x0D\x{85}]';
    if ($key === '' || preg_match("/\\A$space|$space\\z/u", $key) !== 0 || preg_match('/\A[0-9a-f]{64}\z/', $signature) !== 1) {
        return false;
    }
    return hash_equals(hash_hmac('sha256', $body, $key), $signature);
}

$key = getenv('LOGTO_WEBHOOK_SIGNING_KEY') ?: '';
exit(genuine(stream_get_contents(STDIN), $argv[1] ?? '', $key) ? 0 : 1);
