//! Whether the process that started this one is still there.

use std::future::pending;
use std::io;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

/// Ours: how soon it is noticed that the parent is gone. Looking costs a system call.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Whoever started this process.
#[derive(Debug)]
pub(super) struct Parent {
    #[cfg(unix)]
    id: u32,
}

impl Parent {
    /// Notes who it is, so early that it is still there.
    pub(super) fn note() -> Self {
        Self {
            #[cfg(unix)]
            id: std::os::unix::process::parent_id(),
        }
    }

    /// Returns when it is gone, or has closed the pipe that is stdin here.
    pub(super) async fn gone(self) {
        tokio::select! {
            () = stdin_closed() => {}
            () = self.ended() => {}
        }
    }

    /// An orphan gets another parent.
    #[cfg(unix)]
    async fn ended(self) {
        while std::os::unix::process::parent_id() == self.id {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    #[cfg(not(unix))]
    async fn ended(self) {
        pending().await
    }
}

async fn stdin_closed() {
    if !stdin_is_a_pipe() {
        // `/dev/null` ends at once, and says nothing of anybody.
        return pending().await;
    }
    let (closed, told) = oneshot::channel();
    // Reading keeps its thread waiting; nobody waits for that one.
    thread::spawn(move || {
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        closed.send(())
    });
    let _ = told.await;
}

/// Some give their children a pair of sockets instead.
#[cfg(unix)]
fn stdin_is_a_pipe() -> bool {
    use std::fs::File;
    use std::os::fd::AsFd;
    use std::os::unix::fs::FileTypeExt;

    let stdin = io::stdin().as_fd().try_clone_to_owned();
    let metadata = stdin.and_then(|stdin| File::from(stdin).metadata());
    metadata.is_ok_and(|metadata| metadata.file_type().is_fifo() || metadata.file_type().is_socket())
}

#[cfg(not(unix))]
fn stdin_is_a_pipe() -> bool {
    !io::IsTerminal::is_terminal(&io::stdin())
}
