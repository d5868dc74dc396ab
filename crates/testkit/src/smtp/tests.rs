use super::{Fault, Received, Server};
use std::{
    io::{BufRead, BufReader, ErrorKind, Read, Write},
    net::TcpStream,
    time::Duration,
};

const SOON: Duration = Duration::from_secs(5);

struct Client(BufReader<TcpStream>);

impl Client {
    fn connect(server: &Server) -> Self {
        let mut client = Self::silent(server);
        assert_eq!(client.answer(), "220");
        client
    }

    fn silent(server: &Server) -> Self {
        let stream = TcpStream::connect(server.address()).unwrap();
        stream.set_read_timeout(Some(SOON)).unwrap();
        Self(BufReader::new(stream))
    }

    fn send(&mut self, text: &str) {
        self.0.get_mut().write_all(text.as_bytes()).unwrap();
    }

    /// The status of the next answer; empty at the end of the connection.
    fn answer(&mut self) -> String {
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).unwrap();
            if line.as_bytes().get(3) != Some(&b'-') {
                return line.chars().take(3).collect();
            }
        }
    }

    fn says(&mut self, command: &str, status: &str) {
        self.send(&format!("{command}\r\n"));
        assert_eq!(self.answer(), status, "{command}");
    }

    fn mail(&mut self, body: &str) {
        self.says("MAIL FROM:<a@foh.example>", "250");
        self.says("RCPT TO:<b@foh.example>", "250");
        self.says("DATA", "354");
        self.send(&format!("{body}\r\n.\r\n"));
    }
}

#[test]
fn several_mails_on_one_connection() {
    let server = Server::start();
    let mut client = Client::connect(&server);
    client.says("EHLO client", "250");
    client.says("NOOP", "250");
    client.says("mail from:<a@foh.example> BODY=8BITMIME", "250");
    client.says("RCPT TO:<b@foh.example>", "250");
    client.says("RCPT TO:<c@foh.example>", "250");
    client.says("DATA", "354");
    client.says("Subject: x\r\n\r\n..dot\r\n...\r\nend\r\n.", "250");
    client.says("MAIL FROM:<>", "250");
    client.says("RSET", "250");
    client.says("MAIL FROM:<>", "250");
    client.says("RCPT TO:<d@foh.example>", "250");
    client.says("DATA", "354");
    client.says(".", "250");
    client.says("QUIT", "221");
    let mails = server.wait_for_blocking(2, SOON);
    let first = Received {
        from: "a@foh.example".into(),
        to: vec!["b@foh.example".into(), "c@foh.example".into()],
        raw: b"Subject: x\r\n\r\n.dot\r\n..\r\nend\r\n".to_vec(),
    };
    let second = Received {
        from: String::new(),
        to: vec!["d@foh.example".into()],
        raw: Vec::new(),
    };
    assert_eq!(mails, [first, second]);
    server.clear();
    assert!(server.received().is_empty());
}

#[test]
fn commands_out_of_order_are_refused() {
    let server = Server::start();
    let mut client = Client::connect(&server);
    client.says("HELO client", "250");
    client.says("RCPT TO:<b@foh.example>", "503");
    client.says("DATA", "503");
    client.says("MAIL FROM a@foh.example", "501");
    client.says("MAIL FROM:<a@foh.example>", "250");
    client.says("MAIL FROM:<a@foh.example>", "503");
    client.says("RCPT TO:<>", "501");
    client.says("DATA", "503");
    client.says("TURN", "500");
    assert!(server.received().is_empty());
}

#[test]
fn a_temporary_failure_passes() {
    let server = Server::start();
    server.set_fault(Fault::Reply {
        code: 451,
        times: 2,
    });
    let mut client = Client::connect(&server);
    client.says("MAIL FROM:<a@foh.example>", "250");
    client.says("RCPT TO:<b@foh.example>", "451");
    client.says("RCPT TO:<b@foh.example>", "451");
    client.says("RCPT TO:<b@foh.example>", "250");
}

#[test]
fn a_mail_is_taken_but_not_acknowledged() {
    let server = Server::start();
    server.set_fault(Fault::HangUpAfterData { times: 1 });
    let mut client = Client::connect(&server);
    client.mail("once");
    assert_eq!(client.answer(), "");
    let mut client = Client::connect(&server);
    client.mail("twice");
    assert_eq!(client.answer(), "250");
    assert_eq!(server.wait_for_blocking(2, SOON).len(), 2);
}

#[test]
fn a_stalled_server_says_nothing_until_it_recovers() {
    let server = Server::start();
    server.set_fault(Fault::Stall);
    let mut client = Client::silent(&server);
    client
        .0
        .get_mut()
        .set_read_timeout(Some(Duration::from_millis(100)))
        .unwrap();
    let error = client.0.read(&mut [0]).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
        "{error}"
    );
    server.set_fault(Fault::None);
    client.0.get_mut().set_read_timeout(Some(SOON)).unwrap();
    assert_eq!(client.answer(), "220");
}

#[test]
fn connections_are_refused_and_accepted_again() {
    let server = Server::start();
    server.set_fault(Fault::Refuse);
    let error = TcpStream::connect(server.address()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    server.set_fault(Fault::None);
    Client::connect(&server).says("NOOP", "250");
}

#[test]
fn the_end_of_the_server_ends_its_connections() {
    let server = Server::start();
    let mut client = Client::connect(&server);
    drop(server);
    assert_eq!(client.answer(), "");
}

#[tokio::test]
async fn waiting_leaves_the_runtime_to_others() {
    let server = Server::start();
    let address = server.address();
    let send = async {
        tokio::task::yield_now().await;
        tokio::task::spawn_blocking(move || {
            let mut client = Client(BufReader::new(TcpStream::connect(address).unwrap()));
            client.answer();
            client.mail("hello");
        })
        .await
        .unwrap();
    };
    let (mails, ()) = tokio::join!(server.wait_for(1, SOON), send);
    assert_eq!(mails[0].raw, b"hello\r\n");
}

#[test]
#[should_panic(expected = "0 of 1 mails")]
fn waiting_in_vain_panics() {
    Server::start().wait_for_blocking(1, Duration::from_millis(20));
}
