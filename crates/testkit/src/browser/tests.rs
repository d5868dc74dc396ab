use super::{Browser, Options, Viewport};
use crate::camera;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use fantoccini::Locator;
use serde_json::json;
use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::Path,
    thread,
};

const PAGE: &str = r#"<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><title>Page</title>
<style>
  html { background: white }
  @media (prefers-color-scheme: dark) { html { background: black } }
  main { height: 2000px }
</style>
<main>before</main>
<script>document.querySelector('main').textContent = 'after'</script>"#;

/// Serves one page at every path and returns its address.
fn serve(page: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let _request = lines
                .map_while(Result::ok)
                .take_while(|line| !line.is_empty())
                .count();
            let head =
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close";
            let _ = write!(
                stream,
                "{head}\r\nContent-Length: {}\r\n\r\n{page}",
                page.len()
            );
        }
    });
    format!("http://{address}/")
}

async fn text(browser: &Browser) -> String {
    browser
        .find(Locator::Css("main"))
        .await
        .unwrap()
        .text()
        .await
        .unwrap()
}

fn size_and_corner(path: &Path) -> ((u32, u32), u8) {
    let picture = image::open(path).unwrap().to_luma8();
    (picture.dimensions(), picture.get_pixel(1, 300).0[0])
}

#[tokio::test]
async fn a_page_is_seen_on_a_laptop_and_a_phone() {
    let address = serve(PAGE);
    let browser = Browser::start(&Options::default()).await;
    browser.goto(&address).await.unwrap();
    assert_eq!(text(&browser).await, "after");
    let pictures = tempfile::tempdir().unwrap();
    let path = pictures.path().join("new/page.png");
    browser.screenshot(&path).await;
    assert_eq!(size_and_corner(&path), ((1280, 800), 255));

    browser.show(Viewport::PHONE).await;
    browser.goto(&address).await.unwrap();
    let width = browser
        .execute("return window.innerWidth", vec![])
        .await
        .unwrap();
    assert_eq!(width, json!(390));
    browser.screenshot(&path).await;
    assert_eq!(size_and_corner(&path), ((390, 844), 255));
    browser.screenshot_page(&path).await;
    let ((width, height), _) = size_and_corner(&path);
    assert!(width == 390 && height >= 2000, "{width}x{height}");
    assert_eq!(browser.complaints().await, [""; 0]);
    browser
        .execute("console.error('a mistake')", vec![])
        .await
        .unwrap();
    let complaints = browser.complaints().await;
    assert!(
        complaints.len() == 1 && complaints[0].contains("a mistake"),
        "{complaints:?}"
    );
}

#[tokio::test]
async fn a_visitor_may_like_it_dark_and_without_scripts() {
    let address = serve(PAGE);
    let options = Options {
        dark: true,
        javascript: false,
        viewport: Viewport::PHONE,
        ..Options::default()
    };
    let browser = Browser::start(&options).await;
    browser.goto(&address).await.unwrap();
    assert_eq!(text(&browser).await, "before");
    let pictures = tempfile::tempdir().unwrap();
    let path = pictures.path().join("page.png");
    browser.screenshot(&path).await;
    assert_eq!(size_and_corner(&path), ((390, 844), 0));
}

#[tokio::test]
async fn the_camera_sees_the_film() {
    const LOOK: &str = "
        const [done] = arguments;
        (async () => {
            const video = document.createElement('video');
            video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
            await video.play();
            const canvas = document.createElement('canvas');
            [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
            canvas.getContext('2d').drawImage(video, 0, 0);
            done(canvas.toDataURL('image/png'));
        })().catch(error => done(String(error)));";
    let pictures = tempfile::tempdir().unwrap();
    let film = pictures.path().join("ticket.y4m");
    camera::write_film(&film, &camera::code::modules("https://foh.example/t/42"));
    let browser = Browser::start(&Options {
        camera: Some(film),
        ..Options::default()
    })
    .await;
    browser.goto(&serve(PAGE)).await.unwrap();
    let seen = browser.execute_async(LOOK, vec![]).await.unwrap();
    let seen = seen.as_str().unwrap();
    let png = STANDARD
        .decode(seen.strip_prefix("data:image/png;base64,").expect(seen))
        .unwrap();
    let picture = image::load_from_memory(&png).unwrap().to_luma8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    assert_eq!(
        camera::code::read(width, height, &picture),
        "https://foh.example/t/42"
    );
}

#[tokio::test]
async fn nothing_is_left_of_a_browser() {
    let browser = Browser::start(&Options::default()).await;
    let directory = browser.workplace.path().to_owned();
    let uses_it = || {
        let processes = std::fs::read_dir("/proc").unwrap().flatten();
        let lines =
            processes.filter_map(|process| std::fs::read(process.path().join("cmdline")).ok());
        let name = directory.to_str().unwrap();
        lines
            .filter(|line| String::from_utf8_lossy(line).contains(name))
            .count()
    };
    assert!(uses_it() > 1, "{}", browser.log());
    drop(browser);
    // The cleaner itself has the directory as an argument, but has ended by now.
    assert_eq!(uses_it(), 0);
    assert!(!directory.exists());
}
