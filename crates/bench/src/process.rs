//! What a process costs: memory and processor time, from `/proc`.

use std::fs;
use std::time::Duration;

use crate::Result;

/// Linux tells processor time in hundredths of a second, whatever the kernel's own clock does.
const TICK: Duration = Duration::from_millis(10);

/// Resident memory of a process, in megabytes of 1,000,000 bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    /// Now.
    pub now_mb: f64,
    /// The highest since the start, or since [`forget_peak`].
    pub peak_mb: f64,
}

/// Reads the memory of process `pid`.
pub fn memory(pid: u32) -> Result<Memory> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    parse_memory(&status).ok_or_else(|| format!("/proc/{pid}/status tells no memory").into())
}

fn parse_memory(status: &str) -> Option<Memory> {
    let megabytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kibibytes: u32 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(f64::from(kibibytes) * 1024.0 / 1e6)
    };
    Some(Memory {
        now_mb: megabytes("VmRSS:")?,
        peak_mb: megabytes("VmHWM:")?,
    })
}

/// Lets the peak of process `pid` begin again at what it uses now.
pub fn forget_peak(pid: u32) -> Result<()> {
    Ok(fs::write(format!("/proc/{pid}/clear_refs"), "5")?)
}

/// Processor time that process `pid` has used, its children not counted.
pub fn processor_time(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    parse_processor_time(&stat)
        .ok_or_else(|| format!("/proc/{pid}/stat tells no processor time").into())
}

fn parse_processor_time(stat: &str) -> Option<Duration> {
    // The second field is the program's name in brackets and may hold anything; after it the state is field 3.
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(14 - 3);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    Some(TICK * (user + system))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_memory() {
        let status = "Name:\tfoh\nVmPeak:\t  999 kB\nVmHWM:\t    2000 kB\nVmRSS:\t    1000 kB\n";
        let memory = parse_memory(status).unwrap();
        assert!((memory.now_mb - 1.024).abs() < 1e-9 && (memory.peak_mb - 2.048).abs() < 1e-9);
        assert_eq!(parse_memory("Name:\tkthreadd\n"), None);
    }

    #[test]
    fn reads_processor_time_whatever_the_program_is_called() {
        let stat = "12 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 250 50 7 8 20 0 1";
        assert_eq!(parse_processor_time(stat), Some(Duration::from_secs(3)));
    }

    #[test]
    fn this_process_has_both() {
        let pid = std::process::id();
        forget_peak(pid).unwrap();
        assert!(memory(pid).unwrap().now_mb > 0.0);
        processor_time(pid).unwrap();
    }
}
