//! Corrections of the record: rebuilt, by a list from SmartFind, or by what was done there by hand.

use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use crate::home::{Home, RunName, SENT, SMARTFIND};
use crate::push;
use crate::record::night::Night;
use crate::record::{Mode, Taken};
use crate::smartfind::handled::LastSet;
use crate::smartfind::{RunSet, SmartFind, Store, known_list, rebuild as kept};
use crate::stream::access_id::AccessId;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

/// Rebuilds the record from the runs that are kept (`--rebuild`).
pub(crate) fn rebuild(home: &Home, force: bool) -> Result<()> {
    let server = push::server_folder().ok();
    let has_record = home.file(SMARTFIND).symlink_metadata().is_ok();
    if has_record && !force {
        let message = format!("{SMARTFIND} is there already: --rebuild --force replaces it");
        return Err(Failure::new(Exit::CannotCreate, message));
    }
    if !has_record && home.file(SENT).exists() {
        let message = format!("the next run makes {SMARTFIND} from {SENT}, so there is nothing to rebuild");
        return Err(Failure::new(Exit::CannotCreate, message));
    }
    let merged = kept::merged_runs(home);
    let mut record = SmartFind { server, ..SmartFind::default() };
    for merged in &merged {
        // Runs that cannot be read any more say nothing.
        let _ = record.merge_again(merged);
    }
    let runs = kept::runs(home);
    let mut nights = 0;
    for run in &runs {
        let night = Night::read(run);
        if !night.uploaded || night.mode == Some(Mode::DryRun) {
            continue;
        }
        // Runs that cannot be read any more say nothing.
        let Ok(set) = RunSet::read(run) else { continue };
        nights += 1;
        record.take_changed_as_known(&set);
        if matches!(night.mode, Some(Mode::Run | Mode::Replay)) {
            record.commit(&set);
        }
    }
    if nights == 0 {
        return Err(Failure::new(
            Exit::NoInput,
            "no run that was uploaded is kept, so there is nothing to make the record from: give the access IDs from \
             SmartFind (sfe-commit --known FILE)",
        ));
    }
    let mut store = Store::open_for_rebuild(home)?;
    record.server = record.server.or_else(|| store.uploads.last().map(|upload| upload.server.clone()));
    let people = record.people.len();
    if people == 0 {
        messages::warning(
            "nobody is known to be in SmartFind, so everybody is sent as new (A): give it the access IDs from \
             SmartFind (sfe-commit --known FILE)",
        );
    }
    *store.record_mut() = Some(record);
    save(&mut store)?;
    let picked_up = merged.iter().filter(|merged| matches!(merged.taken, Taken::PickedUp { .. })).count();
    messages::notice(format_args!(
        "{SMARTFIND} was rebuilt from {nights} nights, {picked_up} of which SmartFind is known to have picked up: \
         {people} people. It cannot know people who came before these nights, or in a set whose pickup is not on \
         record. They are sent as new again; a list from SmartFind settles it (--known FILE)"
    ));
    Ok(())
}

/// A list from SmartFind says who is known there (`--known`).
pub(crate) fn known(home: &Home, list: &Path, max_loss: f64, dry_run: bool) -> Result<()> {
    let list = known_list::read(list)?;
    let server = push::server_folder().ok();
    let mut store = Store::open(home, server.as_ref())?;
    let record = store.record_mut().get_or_insert_default();
    let changes = record.compare_with_list(&list);
    let mut output = std::io::stdout().lock();
    for (word, people) in
        [("forgotten", &changes.forgotten), ("confirmed", &changes.confirmed), ("added", &changes.added)]
    {
        for access_id in people {
            writeln!(output, "{word}\t{access_id}").map_err(Failure::stdout)?;
        }
    }
    output.flush().map_err(Failure::stdout)?;
    let (lost, before) = (changes.forgotten.len(), record.people.len());
    let percent = lost as f64 * 100.0 / before.max(1) as f64;
    if percent > max_loss && lost > 0 {
        return Err(Failure::new(
            Exit::Data,
            format!(
                "{lost} of the {before} people on record are not in the list ({percent:.1}%, more than the {max_loss}% \
                 allowed) and would be added again: is it the whole list? If so, let it through with --max-loss 100"
            ),
        ));
    }
    messages::notice(format_args!(
        "access IDs on the list: {}; on record before: {before}; forgotten: {lost}; confirmed: {}; added: {}{}",
        list.len(),
        changes.confirmed.len(),
        changes.added.len(),
        if dry_run { ": nothing was changed (--dry-run)" } else { "" }
    ));
    if dry_run {
        return Ok(());
    }
    record.apply_list(&changes, &RunName::now(std::process::id()).to_string());
    if server.is_some() {
        record.server = server;
    }
    save(&mut store)
}

/// Writes the record, and says what was done besides.
fn save(store: &mut Store) -> Result<()> {
    store.save()?;
    store.notices.drain(..).for_each(messages::notice);
    store.warnings.drain(..).for_each(messages::warning);
    Ok(())
}

/// The report had asked for something to be done in SmartFind, and it was (`--handled`).
pub(crate) fn handled(home: &Home, people: &str) -> Result<()> {
    let people: BTreeSet<AccessId> = match people.strip_prefix('@') {
        Some(path) => known_list::read(Path::new(path))?.into_iter().collect(),
        None => people
            .split(',')
            .map(|text| {
                let problem =
                    |problem| Failure::new(Exit::Usage, format!("invalid value '{text}' for --handled: {problem}"));
                AccessId::from_argument(text).map_err(problem)
            })
            .collect::<Result<_>>()?,
    };
    let mut store = Store::open(home, push::server_folder().ok().as_ref())?;
    let last = home.last_run().map(|run| RunSet::read(&run)).transpose()?;
    let (Some(record), Some(last)) = (store.record_mut(), &last) else {
        return Err(Failure::new(Exit::Data, "nothing was uploaded yet, so the report has asked for nothing"));
    };
    let last = LastSet::new(last);
    let accounts = |person: &AccessId| -> BTreeSet<AccessId> {
        record.former_accounts(*person, &last).into_iter().chain([*person]).collect()
    };
    let accounts: Vec<(AccessId, BTreeSet<AccessId>)> =
        people.iter().map(|person| (*person, accounts(person))).collect();
    let mut asked: BTreeSet<AccessId> = accounts.iter().flat_map(|(_, accounts)| accounts.clone()).collect();
    asked.retain(|account| record.handle(*account, &last));
    let idle = accounts.iter().filter(|(_, accounts)| accounts.is_disjoint(&asked));
    let idle: Vec<String> = idle.map(|(person, _)| person.to_string()).collect();
    if !idle.is_empty() {
        let message = format!("nothing is to be done in SmartFind for {}; nothing was changed", idle.join(", "));
        return Err(Failure::new(Exit::Data, message));
    }
    save(&mut store)?;
    messages::notice(format_args!("on record as corrected in SmartFind: {}", people.len()));
    Ok(())
}
