//! Files of a visitor: several at once, kinds that can't be shown, what a spreadsheet copies, and the end of
//! the thread.

use crate::harness::Harness;
use bellhop_tests::browser::Spot;
use bellhop_tests::server::Server;
use bellhop_tests::wait::eventually;
use std::path::{Path, PathBuf};

/// A picture of 8 by 600 pixels, made by the browser.
const TALL: &str =
    "const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 600 });
    canvas.getContext('2d').fillRect(0, 0, 8, 600);
    return canvas.toDataURL('image/png').split(',')[1]";

/// A picture of one pixel.
const DOT: &[u8] = b"R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

/// How far the thread is from its end, in pixels.
const BELOW: &str =
    "const { scrollHeight, scrollTop, clientHeight } = document.querySelector('#scroll');
    return Math.round(scrollHeight - scrollTop - clientHeight)";

async fn at_end(harness: &Harness) {
    let poll = async || harness.visitor.run_in(Spot::Panel, BELOW).await;
    eventually("the end of the thread", poll, |below| below.as_i64().is_some_and(|px| px < 2))
        .await;
}

fn keep(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[tokio::test]
async fn of_several_files_the_good_ones_go_and_the_end_stays_in_sight() {
    let harness = Harness::set("files", Server::shared().await).await;
    let (visitor, agent) = (&harness.visitor, &harness.agent);
    harness.chat().await;
    for line in 1..=9 {
        harness.visitor_says(&format!("Line {line}")).await;
    }
    at_end(&harness).await;
    let picture = visitor.run(TALL).await;
    let picture = data_encoding::BASE64.decode(picture.as_str().unwrap().as_bytes()).unwrap();
    let folder = std::env::temp_dir().join(format!("bellhop-files-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let all = [
        keep(&folder, "first.png", &picture),
        keep(&folder, "IMG_1.HEIC", b"\0\0\0\x18ftypheic"),
        keep(&folder, "setup.exe", b"MZ\x90\0\x03\0"),
        keep(&folder, "large.pdf", &vec![b' '; 10 * 1024 * 1024 + 1]),
        keep(&folder, "last.txt", b"the last one"),
        keep(&folder, "dot.gif", &data_encoding::BASE64.decode(DOT).unwrap()),
    ];
    let names: Vec<_> = all.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    visitor.choose(Spot::Panel, ".attach input", Path::new(&names.join("\n"))).await;
    visitor.see_text(Spot::Panel, ".msg[data-by=visitor] .said a", "last.txt").await;
    agent.see_text(Spot::Page, "[data-part=file]", "last.txt").await;
    visitor.see(Spot::Panel, ".said img[alt='first.png']:not([data-small])").await;
    visitor.see(Spot::Panel, ".said img[alt='dot.gif'][data-small]").await;
    visitor.see_text(Spot::Panel, ".said [data-file='last.txt'] > svg ~ bdi", "TXT").await;
    let reasons = visitor.texts(Spot::Panel, ".files [data-bad]").await.unwrap();
    let expected = [
        ("IMG_1.HEIC", "Please send it as JPEG or PNG."),
        ("setup.exe", "can’t be sent"),
        ("large.pdf", "10 MB at most"),
    ];
    assert_eq!(reasons.len(), expected.len(), "{reasons:?}");
    for (reason, (name, why)) in reasons.iter().zip(expected) {
        assert!(reason.contains(name) && reason.contains(why), "{reason}");
    }
    at_end(&harness).await;
    visitor.shot("files-refused").await;

    // What the agent can't send says so in its place, and goes away when it is told to.
    let broken = keep(&folder, "broken.png", b"MZ\x90\0\x03\0");
    for (name, path) in [("broken.png", &broken), ("large.pdf", &all[3])] {
        agent.choose(Spot::Page, "[data-part=attach]", path).await;
        agent.see_text(Spot::Page, "[data-state=refused]:last-of-type .file-name", name).await;
    }
    agent.see_text(Spot::Page, "[data-part=refused]", "can’t be sent").await;
    agent.shot("files-failed-inbox").await;
    for _ in 0..2 {
        agent.click(Spot::Page, "[data-part=refused] .link").await;
    }
    agent.gone(Spot::Page, "[data-part=refused]").await;

    // The agent's picture, and the lines that are sent away.
    agent.choose(Spot::Page, "[data-part=attach]", &all[0]).await;
    visitor.see(Spot::Panel, ".msg[data-by=agent] .said img[alt='first.png']").await;
    at_end(&harness).await;
    for _ in 0..3 {
        visitor.click(Spot::Panel, ".files [data-bad] button").await;
    }
    visitor.gone(Spot::Panel, ".files [data-bad]").await;
    at_end(&harness).await;

    // Who has scrolled away stays there, until they send something.
    visitor.run_in(Spot::Panel, "document.querySelector('#scroll').scrollTop = 0").await;
    harness.agent_says("Line 10").await;
    visitor.see(Spot::Panel, ".news").await;
    assert_eq!(
        visitor.run_in(Spot::Panel, "return document.querySelector('#scroll').scrollTop").await,
        0
    );
    visitor.choose(Spot::Panel, ".attach input", &all[4]).await;
    at_end(&harness).await;
    visitor.gone(Spot::Panel, ".news").await;
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn what_a_spreadsheet_copies_is_pasted_as_text() {
    let harness = Harness::set("files-paste", Server::shared().await).await;
    let visitor = &harness.visitor;
    harness.chat().await;
    let paste = |types: &str| {
        format!(
            "const data = new DataTransfer();
            data.items.add(new File(['x'], 'image.png', {{ type: 'image/png' }}));
            for (const type of [{types}]) data.setData(type, '1\\t2');
            const event = new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }});
            document.querySelector('.composer textarea').dispatchEvent(event);
            return event.defaultPrevented"
        )
    };
    for (types, is_file) in
        [("'text/plain', 'text/html'", false), ("'text/html'", true), ("'text/plain'", true)]
    {
        assert_eq!(visitor.run_in(Spot::Panel, &paste(types)).await, is_file, "{types}");
    }
}
