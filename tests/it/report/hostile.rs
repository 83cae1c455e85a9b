//! Names that would be markup, formulas or another writing direction: they stay text.

use crate::support::Workspace;
use crate::support::district::{row, stream};
use crate::support::smartfind::{RECORD, SmartFind};
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use serde_json::{Value, json};
use std::cell::RefCell;

const HOSTILE: [&str; 9] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='x",
    "</title></style></main><h1>x",
    "&lt;b&gt;&amp;",
    "<!-- ",
    "=cmd()",
    "@SUM(1+1)",
    "שלום \u{202e}gnp.exe",
];

/// What a browser makes of a page.
#[derive(Default)]
struct Page {
    /// Tags with their attributes.
    tags: RefCell<Vec<String>>,
    text: RefCell<String>,
    faults: RefCell<Vec<String>>,
}

impl TokenSink for Page {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => {
                let attributes: Vec<String> = tag
                    .attrs
                    .iter()
                    .map(|attribute| format!(" {}={}", &*attribute.name.local, &*attribute.value))
                    .collect();
                self.tags.borrow_mut().push(format!("{:?} {}{}", tag.kind, &*tag.name, attributes.concat()));
            }
            Token::CharacterTokens(text) => self.text.borrow_mut().push_str(&text),
            Token::CommentToken(text) => self.faults.borrow_mut().push(format!("a comment: {text}")),
            Token::ParseError(fault) => self.faults.borrow_mut().push(fault.to_string()),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn parse(page: &str) -> Page {
    let input = BufferQueue::default();
    input.push_back(page.into());
    let options = TokenizerOpts { exact_errors: true, ..TokenizerOpts::default() };
    let tokenizer = Tokenizer::new(Page::default(), options);
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink
}

/// Two nights; `name` makes the names of the second one.
fn nights(name: impl Fn(usize) -> String) -> Workspace {
    let workspace = Workspace::new();
    let count = HOSTILE.len() + 1;
    let people = |name: &dyn Fn(usize) -> String| -> Vec<Value> {
        let mut people: Vec<Value> = (0..count).map(|id| row(id as i64 + 1, json!({"first_name": name(id)}))).collect();
        // Rejected, and one whom only the older set has.
        people.extend((0..count).map(|id| row(id as i64 + 101, json!({"last_name": name(id), "teachernumber": "x"}))));
        people
    };
    let gone: Vec<Value> = (0..count).map(|id| row(id as i64 + 201, json!({"last_name": name(id)}))).collect();
    let before: Vec<Value> = people(&|_| "Plain".to_string()).into_iter().chain(gone).collect();
    for (folder, rows) in [("before", before), ("tonight", people(&name))] {
        // A name that is odd is a finding, which the tame ones are not.
        workspace.write("accepted", "odd-name\n");
        let record = ["--smartfind", RECORD, "--max-loss", "100", "--accepted", "accepted"];
        let record = if folder == "before" { &record[..0] } else { &record[..] };
        let extract = stream(&rows);
        workspace.write(&format!("{folder}/extract.jsonl"), &extract);
        let decisions = format!("{folder}/decisions.jsonl");
        let mut arguments = vec!["--newest-dcid", "0", "-o", folder, "--decisions", &decisions];
        arguments.extend(record);
        workspace.run_with("sfe-transform", arguments, extract).exits(0);
        if folder == "before" {
            SmartFind::of(&workspace, folder).write(&workspace);
        }
    }
    workspace
}

fn report(workspace: &Workspace, format: &str) -> String {
    workspace.run("sfe-report", ["tonight", "--format", format]).exits(0).stdout
}

fn hostile(id: usize) -> String {
    HOSTILE.get(id).map_or_else(|| "Ж".repeat(300), |name| (*name).to_string())
}

#[test]
fn a_page_has_the_same_tags_whatever_people_are_called() {
    let tame = parse(&report(&nights(|id| format!("Name{id}")), "html"));
    let page = parse(&report(&nights(hostile), "html"));
    assert_eq!(*page.tags.borrow(), *tame.tags.borrow());
    assert!(page.faults.borrow().is_empty(), "{:?}", page.faults.borrow());
    let text = page.text.borrow();
    for id in 0..=HOSTILE.len() {
        let shown = hostile(id).replace('\u{202e}', "[invisible character]");
        assert!(text.matches(&shown).count() >= 4, "changed, its old and new name, rejected, gone: {shown}");
    }
    let tags = page.tags.borrow();
    for tag in tags.iter() {
        let name = tag.split(' ').nth(1).unwrap();
        assert!(!["script", "img", "link", "iframe", "object"].contains(&name), "{tag}");
        assert!(!tag.contains(" on") && !tag.contains("src="), "{tag}");
        assert!(!tag.contains("href=") || tag.contains(" a href=#"), "only to sections of the page: {tag}");
    }
    let opened: Vec<&String> = tags.iter().filter(|tag| !tag.contains(" meta")).collect();
    let ends = opened.iter().filter(|tag| tag.starts_with("EndTag")).count();
    assert_eq!(ends * 2, opened.len(), "every element is closed");
}

#[test]
fn no_cell_for_a_spreadsheet_is_a_formula() {
    let table = report(&nights(hostile), "csv");
    let table = table.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let cells: Vec<String> =
        reader.records().flat_map(|record| record.unwrap().iter().map(str::to_string).collect::<Vec<_>>()).collect();
    assert!(cells.iter().any(|cell| cell.starts_with("'=cmd()")) && cells.iter().any(|cell| cell.contains("<script>")));
    assert!(cells.iter().any(|cell| cell.contains("שלום [invisible character]gnp.exe")), "{cells:?}");
    for cell in cells {
        assert!(!cell.contains('\u{202e}'), "{cell}");
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
    }
}

#[test]
fn text_stays_within_its_columns_and_json_keeps_every_letter() {
    let workspace = nights(hostile);
    let text = report(&workspace, "text");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(!text.contains('\u{202e}'), "{text}");
    let document: Value = serde_json::from_str(&report(&workspace, "json")).unwrap();
    let names: Vec<&str> = document["changes"]["changed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|person| person["name"].as_str().unwrap())
        .collect();
    for id in 0..=HOSTILE.len() {
        assert!(names.contains(&format!("{} Cruz", hostile(id)).as_str()), "{names:?}");
    }
}
