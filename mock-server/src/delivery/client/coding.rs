//! The content codings that fetch knows, each undone step by step: by flate2 and brotli, with the habits of Node.

use std::io::Write;

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};
use flate2::write::{DeflateDecoder, GzDecoder, ZlibDecoder};

use crate::cause::Cause;

/// RFC 1952: what a member of gzip begins with.
const GZIP_MARK: [u8; 2] = [0x1f, 0x8b];

/// How much one step of brotli decodes.
const BROTLI_STEP: usize = 16 << 10;

pub(super) enum Step {
    /// So many bytes were taken. None, where there was still something to come out.
    Took(usize),
    /// What was coded has ended, and whatever follows does not matter.
    Over,
}

/// A coding that is being undone.
pub(super) trait Coding: Send {
    /// Takes some of the bytes and adds some of what they stand for. Without any bytes, what is still inside comes out.
    fn step(&mut self, bytes: &[u8], decoded: &mut Vec<u8>) -> Result<Step, Cause>;

    /// Checks what can be checked at the end.
    fn finish(&mut self) -> Result<(), Cause> {
        Ok(())
    }
}

/// Begins to undo a coding.
pub(super) type Begin = fn() -> Box<dyn Coding>;

/// The coding of a name, if fetch knows it.
pub(super) fn named(name: &str) -> Option<Begin> {
    Some(match name {
        "gzip" | "x-gzip" => || Box::new(Gzip { member: GzDecoder::new(Vec::new()), begun: 0, over: false }),
        "deflate" => || Box::new(Deflate::Unknown),
        "br" => || Box::new(Brotli::new()),
        _ => return None,
    })
}

/// Members of gzip, one after another.
struct Gzip {
    member: GzDecoder<Vec<u8>>,
    /// How many bytes of the member's mark have come.
    begun: usize,
    over: bool,
}

impl Coding for Gzip {
    fn step(&mut self, bytes: &[u8], decoded: &mut Vec<u8>) -> Result<Step, Cause> {
        let Some(first) = bytes.first() else {
            if !self.over {
                self.member.flush().map_err(|_| corrupt())?;
                decoded.append(self.member.get_mut());
            }
            return Ok(Step::Took(0));
        };
        if self.over {
            return Ok(Step::Over);
        }
        self.check_mark(bytes)?;
        let is_headless = self.member.header().is_none();
        let wrong = |_| if is_headless { data_error("incorrect header check") } else { corrupt() };
        let taken = self.member.write(bytes).map_err(wrong)?;
        decoded.append(self.member.get_mut());
        if taken > 0 {
            return Ok(Step::Took(taken));
        }
        self.check()?;
        decoded.append(self.member.get_mut());
        // Zeros may fill up the end. Anything else begins another member.
        self.over = *first == 0;
        self.begun = 0;
        self.member = GzDecoder::new(Vec::new());
        Ok(if self.over { Step::Over } else { Step::Took(0) })
    }

    fn finish(&mut self) -> Result<(), Cause> {
        // A member that has ended takes no byte any more. One that has not broke off, which is no error.
        if !self.over && self.member.header().is_some() && matches!(self.member.write(&[0]), Ok(0)) {
            self.check()?;
        }
        Ok(())
    }
}

impl Gzip {
    /// zlib refuses a member by its first two bytes, flate2 only once it has its whole header.
    fn check_mark(&mut self, bytes: &[u8]) -> Result<(), Cause> {
        for byte in bytes {
            match GZIP_MARK.get(self.begun) {
                None => break,
                Some(expected) if expected == byte => self.begun += 1,
                Some(_) => return Err(data_error("incorrect header check")),
            }
        }
        Ok(())
    }

    fn check(&mut self) -> Result<(), Cause> {
        self.member.try_finish().map_err(|_| data_error("incorrect data check"))
    }
}

/// With or without zlib's frame: servers disagree on what the name means, and the first byte tells.
enum Deflate {
    Unknown,
    Zlib(ZlibDecoder<Vec<u8>>),
    Raw(DeflateDecoder<Vec<u8>>),
}

impl Coding for Deflate {
    fn step(&mut self, bytes: &[u8], decoded: &mut Vec<u8>) -> Result<Step, Cause> {
        if let (Self::Unknown, Some(first)) = (&self, bytes.first()) {
            // zlib's frame begins with the number of its method, 8, in these bits.
            *self = if first & 0x0f == 8 {
                Self::Zlib(ZlibDecoder::new(Vec::new()))
            } else {
                Self::Raw(DeflateDecoder::new(Vec::new()))
            };
        }
        match self {
            Self::Unknown => Ok(Step::Took(0)),
            Self::Zlib(stream) => {
                let step = write(stream, bytes);
                decoded.append(stream.get_mut());
                step
            }
            Self::Raw(stream) => {
                let step = write(stream, bytes);
                decoded.append(stream.get_mut());
                step
            }
        }
    }
}

fn write(stream: &mut impl Write, bytes: &[u8]) -> Result<Step, Cause> {
    if bytes.is_empty() {
        stream.flush().map_err(|_| corrupt())?;
        return Ok(Step::Took(0));
    }
    match stream.write(bytes).map_err(|_| corrupt())? {
        0 => Ok(Step::Over),
        taken => Ok(Step::Took(taken)),
    }
}

struct Brotli {
    state: Box<BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>>,
    over: bool,
}

impl Brotli {
    fn new() -> Self {
        let alloc = StandardAlloc::default;
        // Strict: windows of up to a gigabyte are no part of the coding that HTTP knows.
        Self { state: Box::new(BrotliState::new_strict(alloc(), alloc(), alloc())), over: false }
    }
}

impl Coding for Brotli {
    fn step(&mut self, bytes: &[u8], decoded: &mut Vec<u8>) -> Result<Step, Cause> {
        if self.over {
            return Ok(Step::Over);
        }
        decoded.resize(BROTLI_STEP, 0);
        let (mut to_take, mut taken) = (bytes.len(), 0);
        let (mut room, mut filled, mut total) = (decoded.len(), 0, 0);
        let result = BrotliDecompressStream(
            &mut to_take,
            &mut taken,
            bytes,
            &mut room,
            &mut filled,
            decoded,
            &mut total,
            &mut self.state,
        );
        decoded.truncate(filled);
        match result {
            BrotliResult::ResultFailure => Err(self.failure()),
            BrotliResult::ResultSuccess => {
                self.over = true;
                Ok(Step::Over)
            }
            BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => Ok(Step::Took(taken)),
        }
    }
}

impl Brotli {
    /// Node names the error as brotli does, without the decoder in it.
    fn failure(&self) -> Cause {
        let code = format!("{:?}", self.state.error_code).replace("BROTLI_DECODER", "ERR_");
        Cause::new("Decompression failed").with("errno", self.state.error_code as i64).with("code", code)
    }
}

/// zlib tells apart what is wrong inside of a block, and miniz does not: this is what zlib finds in most garbage.
fn corrupt() -> Cause {
    data_error("invalid block type")
}

fn data_error(message: &str) -> Cause {
    // `Z_DATA_ERROR` of zlib.
    Cause::new(message).with("errno", -3).with("code", "Z_DATA_ERROR")
}
