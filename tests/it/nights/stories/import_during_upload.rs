//! SmartFind imports while a set is uploaded: at every moment, and in every order that its import and the upload have.

use super::{District, Home, SUB_BUILDING, Story};
use crate::nights::account::{Account, refused};
use crate::support::district::FILES;
use crate::support::faulty_sftp;
use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::Mutex;
use std::time::Duration;

const AT_A_TIME: usize = 6;

/// Where the import pauses, to go on at a later moment of the upload.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Pause {
    Nowhere,
    /// It has read the first file and not deleted it: it deletes by name what is there then.
    InTheFirstFile,
    AfterTheFirstFile,
}

/// An import that began.
struct Import {
    names: std::vec::IntoIter<String>,
    /// A file that was read and is to be deleted.
    read: Option<String>,
}

impl Import {
    fn begin(story: &mut Story, pause: Pause) -> Self {
        let smartfind = &mut story.home.smartfind;
        let mut import = Import { names: smartfind.files().into_iter(), read: None };
        let whole_files = match pause {
            Pause::Nowhere => FILES.len(),
            Pause::InTheFirstFile => {
                import.read = import.names.next();
                if let Some(name) = &import.read {
                    let text = std::fs::read_to_string(story.home.server.uploads().join(name)).unwrap();
                    smartfind.import_lines(&text);
                }
                0
            }
            Pause::AfterTheFirstFile => 1,
        };
        for name in import.names.by_ref().take(whole_files) {
            smartfind.import_file(&name);
        }
        import
    }

    fn finish(self, story: &mut Story) {
        if let Some(name) = self.read {
            let _ = std::fs::remove_file(story.home.server.uploads().join(name));
        }
        for name in self.names {
            story.home.smartfind.import_file(&name);
        }
    }
}

impl Story {
    fn on_a_server_that_stops() -> Self {
        let mut district = District::new(5);
        district.hire(SUB_BUILDING);
        let home = Home::with_server(|workspace| faulty_sftp::start(workspace, "stops"), true, "");
        let mut story = Story { home, district };
        story.night();
        story.import();
        story
    }

    /// A night whose upload stops before requests: `act` gets the number and text of each one, and says at which one to
    /// stop next.
    fn stopping_night(&mut self, first: usize, mut act: impl FnMut(&mut Self, usize, &str) -> Option<usize>) {
        self.write_database();
        self.around_upload("before", &format!("echo {first} >server/stop-at\n"));
        let [stop_at, stopped] = ["server/stop-at", "server/stopped"].map(|name| self.home.workspace.path(name));
        let mut child = self.home.command(&[], &[]).stdout(Stdio::null()).spawn().unwrap();
        let mut number = first;
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if let Ok(request) = std::fs::read_to_string(&stopped) {
                if let Some(next) = act(self, number, &request) {
                    std::fs::write(&stop_at, next.to_string()).unwrap();
                    number = next;
                }
                std::fs::remove_file(&stopped).unwrap();
            }
            std::thread::sleep(Duration::from_millis(1));
        };
        self.nothing_around_upload();
        let _ = std::fs::remove_file(stop_at);
        assert!(status.success(), "{status}");
    }

    /// The requests of an upload between which something changes for an import: the look at the old profiles and the
    /// second name for them, the renames, the looks at the final names, and what comes after them.
    fn requests(&mut self) -> Vec<Request> {
        let mut requests = Vec::new();
        self.stopping_night(1, |_, number, text| {
            requests.push(Request { number, text: text.to_string() });
            Some(number + 1)
        });
        let look = requests.iter().position(|request| request.looks_at_profiles("lstat")).unwrap();
        let mut requests = requests.split_off(look);
        let shown = requests.iter().rposition(|request| request.looks_at_profiles("stat")).unwrap();
        requests.truncate(shown + 4);
        let is_under_way = |request: &Request| {
            let (kind, path) = request.text.split_once(' ').unwrap();
            kind.ends_with("stat") && !path.ends_with(FILES[0])
        };
        let is_kept = |(place, request): &(usize, Request)| *place >= shown || !is_under_way(request);
        requests.into_iter().enumerate().filter(is_kept).map(|(_, request)| request).collect()
    }
}

/// A request at which the server can stop.
#[derive(Debug, Clone)]
struct Request {
    number: usize,
    text: String,
}

impl Request {
    /// Whether it looks at the profiles under their final name.
    fn looks_at_profiles(&self, kind: &str) -> bool {
        self.text
            .split_once(' ')
            .is_some_and(|(first, path)| first == kind && path.ends_with(&format!("/{}", FILES[0])))
    }
}

/// The requests before which an import begins and ends.
fn moments(requests: &[Request], is_waiting: bool, pause: Pause) -> Vec<[Request; 2]> {
    let shown = requests.iter().rposition(|request| request.looks_at_profiles("stat")).unwrap();
    let mut moments = Vec::new();
    for (begin, first) in requests.iter().enumerate() {
        let ends = match pause {
            Pause::Nowhere => vec![begin],
            // Who deletes after the last look what replaced the file read cannot be told from who has read it.
            Pause::InTheFirstFile if is_waiting => vec![begin + 1, shown],
            Pause::InTheFirstFile | Pause::AfterTheFirstFile => vec![begin + 1, shown, requests.len() - 1],
        };
        let last = if is_waiting && pause == Pause::InTheFirstFile { shown } else { requests.len() - 1 };
        let ends: BTreeSet<usize> = ends.into_iter().filter(|end| (begin..=last).contains(end)).collect();
        let ends = ends.into_iter().filter(|end| pause == Pause::Nowhere || *end > begin);
        moments.extend(ends.map(|end| [first.clone(), requests[end].clone()]));
    }
    moments
}

/// An import at these moments of an upload, then a night without an import, and one: is anybody missing?
fn is_anybody_missing(story: &mut Story, is_waiting: bool, pause: Pause, [first, second]: &[Request; 2]) -> bool {
    let mut hired = vec![story.hire()];
    if is_waiting {
        story.night();
        hired.push(story.hire());
    }
    let (mut import, mut is_over) = (None, false);
    story.stopping_night(first.number, |story, number, _| {
        if number == first.number {
            import = Some(Import::begin(story, pause));
        }
        if number < second.number {
            return Some(second.number);
        }
        import.take().unwrap().finish(story);
        is_over = true;
        None
    });
    assert!(is_over, "the upload has no request {second:?}");
    hired.push(story.hire());
    story.night();
    story.home.smartfind.import();
    !hired.iter().all(|access_id| story.is_in_smartfind(*access_id))
}

/// Looks that are repeated take seconds, but no work: several districts at a time.
fn nobody_is_missing(is_waiting: bool, pause: Pause) {
    let mut story = Story::on_a_server_that_stops();
    story.night();
    if !is_waiting {
        story.import();
    }
    let moments = Mutex::new(moments(&story.requests(), is_waiting, pause));
    let missing = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                let mut story = Story::on_a_server_that_stops();
                while let Some(moment) = { moments.lock().unwrap().pop() } {
                    if is_anybody_missing(&mut story, is_waiting, pause, &moment) {
                        missing.lock().unwrap().push(moment.map(|request| request.text));
                    }
                }
                if missing.lock().unwrap().is_empty() {
                    settles(story);
                }
            });
        }
    });
    let missing = missing.into_inner().unwrap();
    assert!(missing.is_empty(), "{pause:?}, a set waits: {is_waiting}: imports that begin and end before {missing:#?}");
}

/// After quiet nights SmartFind has everybody as PowerSchool does, and refuses nothing.
fn settles(mut story: Story) {
    let mut account = Account::default();
    account.note(&story.district);
    for _ in 0..2 {
        story.home.smartfind.refused.clear();
        story.night();
        story.import();
    }
    assert_eq!(account.compare(&story.home, &story.district, false), []);
    assert_eq!(refused(&story.home.smartfind), []);
}

#[test]
fn an_import_before_any_request_of_an_upload_loses_nobody() {
    for is_waiting in [true, false] {
        nobody_is_missing(is_waiting, Pause::Nowhere);
    }
}

#[test]
fn an_import_that_goes_on_during_an_upload_loses_nobody() {
    for is_waiting in [true, false] {
        nobody_is_missing(is_waiting, Pause::AfterTheFirstFile);
    }
}

#[test]
fn an_import_that_deletes_by_name_what_replaced_the_file_it_has_read_loses_nobody() {
    for is_waiting in [true, false] {
        nobody_is_missing(is_waiting, Pause::InTheFirstFile);
    }
}
