//! How often a second this disk makes 4 KiB durable. Durable intake is measured against this, not against a clock.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::program::Trouble;

const LONG_ENOUGH: Duration = Duration::from_secs(2);
/// The file is written round and round within this many blocks, so that its length does not change all the time.
const BLOCKS: u64 = 256;

/// 4 KiB writes, each followed by fdatasync, per second, in a file below `folder`.
pub fn sync_rate(folder: &Path) -> Result<f64, Trouble> {
    let path = folder.join("bench-sync.tmp");
    let failed = || Trouble::io(format!("measuring the disk with {}", path.display()));
    let mut file = File::create(&path).map_err(failed())?;
    let block = [0xA6_u8; 4096];
    for _ in 0..BLOCKS {
        file.write_all(&block).map_err(failed())?;
    }
    file.sync_all().map_err(failed())?;
    let begun = Instant::now();
    let mut count = 0_u64;
    while begun.elapsed() < LONG_ENOUGH {
        file.seek(SeekFrom::Start((count % BLOCKS) * 4096)).map_err(failed())?;
        file.write_all(&block).map_err(failed())?;
        file.sync_data().map_err(failed())?;
        count += 1;
    }
    let rate = count as f64 / begun.elapsed().as_secs_f64();
    std::fs::remove_file(&path).map_err(failed())?;
    Ok(rate)
}
