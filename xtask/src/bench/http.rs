//! The smallest HTTP/1.1 client that can time a page: one kept-alive connection to this machine, GET only, so that
//! what is measured is the server and not a client library.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use crate::program::Trouble;

const TIMEOUT: Duration = Duration::from_secs(30);

/// Where a page is.
pub struct Page {
    /// `name:port`
    pub host: String,
    /// Path and query.
    pub path: String,
}

/// What many requests for one page took.
#[derive(Debug)]
pub struct Latency {
    pub requests: usize,
    pub p50: Duration,
    pub p95: Duration,
    pub max: Duration,
    /// Length of the last body.
    pub bytes: usize,
}

/// Times `requests` answers of one page over one connection, after a tenth as many to warm up.
/// Every answer must be 200: a redirect to the sign-in page is quick, but it is not the page.
pub fn latency(page: &Page, cookie: &str, requests: usize) -> Result<Latency, Trouble> {
    let mut connection = Connection::open(page, cookie)?;
    let mut bytes = 0;
    let mut times = Vec::with_capacity(requests);
    let warm_up = (requests / 10).max(1);
    for round in 0..warm_up + requests.max(1) {
        let answer = connection.get(&page.path)?;
        if answer.status != 200 {
            return Err(not_the_page(page, answer.status));
        }
        bytes = answer.bytes;
        if round >= warm_up {
            times.push(answer.took);
        }
    }
    times.sort_unstable();
    Ok(Latency {
        requests: times.len(),
        p50: percentile(&times, 50),
        p95: percentile(&times, 95),
        max: percentile(&times, 100),
        bytes,
    })
}

/// Nearest rank in sorted times.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

/// The body of one page, as text.
pub fn body(page: &Page, cookie: &str) -> Result<String, Trouble> {
    let mut connection = Connection::open(page, cookie)?;
    let mut body = Vec::new();
    let answer = connection.read(&page.path, &mut body)?;
    if answer.status != 200 {
        return Err(not_the_page(page, answer.status));
    }
    Ok(String::from_utf8_lossy(&body).into_owned())
}

fn not_the_page(page: &Page, status: u16) -> Trouble {
    Trouble::Said(format!(
        "http://{}{} answered {status} instead of 200: is the cookie that of a signed-in member?",
        page.host, page.path
    ))
}

pub struct Answer {
    pub status: u16,
    pub bytes: usize,
    /// From before the request is written until the last byte of the body is read.
    pub took: Duration,
}

pub struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
    cookie: String,
}

impl Connection {
    /// Connects to this machine; any other address is refused, a benchmark has no business there.
    pub fn open(page: &Page, cookie: &str) -> Result<Self, Trouble> {
        let failed = || Trouble::io(format!("connecting to {}", page.host));
        let mut last = None;
        for address in page.host.to_socket_addrs().map_err(failed())? {
            if !address.ip().is_loopback() {
                return Err(Trouble::Said(format!(
                    "{} is not an address of this machine",
                    page.host
                )));
            }
            match TcpStream::connect_timeout(&address, TIMEOUT) {
                Ok(stream) => {
                    stream.set_nodelay(true).map_err(failed())?;
                    stream.set_read_timeout(Some(TIMEOUT)).map_err(failed())?;
                    let (host, cookie) = (page.host.clone(), cookie.to_owned());
                    return Ok(Self {
                        stream: BufReader::with_capacity(64 * 1024, stream),
                        host,
                        cookie,
                    });
                }
                Err(error) => last = Some(error),
            }
        }
        Err(failed()(
            last.unwrap_or_else(|| std::io::Error::other("the name has no address")),
        ))
    }

    pub fn get(&mut self, path: &str) -> Result<Answer, Trouble> {
        self.read(path, &mut std::io::sink())
    }

    fn read(&mut self, path: &str, body: &mut impl Write) -> Result<Answer, Trouble> {
        let cookie = if self.cookie.is_empty() {
            String::new()
        } else {
            format!("Cookie: {}\r\n", self.cookie)
        };
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\n{cookie}\r\n",
            self.host
        );
        let begun = Instant::now();
        let stream = self.stream.get_mut();
        stream
            .write_all(request.as_bytes())
            .map_err(Trouble::io(format!("asking for {path}")))?;
        let (status, bytes) = read_answer(&mut self.stream, body).map_err(Trouble::io(format!("reading {path}")))?;
        Ok(Answer {
            status,
            bytes,
            took: begun.elapsed(),
        })
    }
}

/// Reads one answer to its end and gives its status and the length of its body.
fn read_answer(stream: &mut impl BufRead, body: &mut impl Write) -> std::io::Result<(u16, usize)> {
    let wrong = |what: &str| std::io::Error::other(format!("not an HTTP/1.1 answer: {what}"));
    let status = line(stream)?;
    let status = status
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .ok_or_else(|| wrong(&status))?;
    let (mut length, mut chunked) = (None, false);
    loop {
        let header = line(stream)?;
        let Some((name, value)) = header.split_once(':') else {
            if header.is_empty() {
                break;
            }
            return Err(wrong(&header));
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = Some(value.trim().parse().map_err(|_| wrong(&header))?),
            "transfer-encoding" => chunked = value.trim().eq_ignore_ascii_case("chunked"),
            _ => {}
        }
    }
    match (chunked, length) {
        (true, _) => {
            let mut bytes = 0;
            loop {
                let size = line(stream)?;
                let size = size.split(';').next().unwrap_or_default().trim();
                let size = usize::from_str_radix(size, 16).map_err(|_| wrong(size))?;
                take(stream, size, body)?;
                line(stream)?;
                if size == 0 {
                    return Ok((status, bytes));
                }
                bytes += size;
            }
        }
        (false, Some(length)) => take(stream, length, body).map(|()| (status, length)),
        (false, None) => Err(wrong("neither a length nor chunks")),
    }
}

fn line(stream: &mut impl BufRead) -> std::io::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn take(stream: &mut impl BufRead, length: usize, body: &mut impl Write) -> std::io::Result<()> {
    let read = std::io::copy(&mut stream.take(length as u64), body)?;
    if read == length as u64 {
        Ok(())
    } else {
        Err(std::io::ErrorKind::UnexpectedEof.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    fn cases(listener: &TcpListener) -> Page {
        Page {
            host: listener.local_addr().unwrap().to_string(),
            path: "/cases".into(),
        }
    }

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let times: Vec<Duration> = (1..=20).map(Duration::from_millis).collect();
        let [p50, p95, max] = [50, 95, 100].map(|percent| percentile(&times, percent).as_millis());
        assert_eq!((p50, p95, max), (10, 19, 20));
        assert_eq!(percentile(&times[..1], 50).as_millis(), 1);
    }

    #[test]
    fn answers_with_length_and_in_chunks_follow_each_other() {
        let mut bytes: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 404 Not Found\r\n\
            transfer-encoding: chunked\r\n\r\n4;x=y\r\nabcd\r\n1\r\ne\r\n0\r\n\r\n";
        assert_eq!(read_answer(&mut bytes, &mut std::io::sink()).unwrap(), (200, 5));
        assert_eq!(read_answer(&mut bytes, &mut std::io::sink()).unwrap(), (404, 5));
        assert_eq!(bytes, b"");
        let sink = || std::io::sink();
        assert!(
            read_answer(
                &mut &b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"[..],
                &mut sink()
            )
            .is_err()
        );
        assert!(read_answer(&mut &b"HTTP/1.1 200 OK\r\n\r\n"[..], &mut sink()).is_err());
    }

    #[test]
    fn one_connection_serves_all_requests_with_the_cookie() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let page = cases(&listener);
        let server = std::thread::spawn(move || {
            let mut stream = BufReader::new(listener.accept().unwrap().0);
            let mut served = 0;
            while let Ok(first) = line(&mut stream) {
                assert_eq!(first, "GET /cases HTTP/1.1");
                let headers: Vec<String> = std::iter::repeat_with(|| line(&mut stream).unwrap())
                    .take_while(|it| !it.is_empty())
                    .collect();
                assert!(headers.contains(&"Cookie: session=1".to_owned()), "{headers:?}");
                stream
                    .get_mut()
                    .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                    .unwrap();
                served += 1;
            }
            served
        });
        let latency = latency(&page, "session=1", 50).unwrap();
        assert_eq!((latency.requests, latency.bytes), (50, 2));
        assert!(latency.p50 <= latency.p95 && latency.p95 <= latency.max);
        assert_eq!(server.join().unwrap(), 55, "50 timed, 5 to warm up");
    }

    #[test]
    fn a_redirect_is_not_a_page() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let page = cases(&listener);
        let server = std::thread::spawn(move || {
            let mut stream = listener.accept().unwrap().0;
            stream
                .write_all(b"HTTP/1.1 303 See Other\r\nContent-Length: 0\r\n\r\n")
                .unwrap();
            // The client's request must be read, else closing resets the connection under its answer.
            stream.read(&mut [0; 1024]).unwrap()
        });
        let refused = latency(&page, "", 10).unwrap_err().to_string();
        assert!(refused.contains("answered 303"), "{refused}");
        assert!(server.join().unwrap() > 0);
    }
}
