//! What linkers want to know of a module that Node loads.

fn main() {
    napi_build::setup();
}
