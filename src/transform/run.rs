//! One pass over the stream: every row is judged, reported and written.

use super::checks::Parsed;
use super::decision_file::{Amendments, DecisionFile};
use super::district::{District, Late};
use super::file_set::FileSet;
use super::findings::{self, Findings};
use super::guard::Guard;
use super::judged_row::JudgedRow;
use super::only::Only;
use super::options::SfeTransform;
use super::people::People;
use super::person::Person;
use super::preview::Preview;
use super::rules::Rules;
use super::summary::Summary;
use super::{row_messages, settings};
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::{events, messages, progress};
use crate::decisions::{Kind, Reason};
use crate::stream::reader::StaffStream;
use crate::stream::row::StaffRow;
use indicatif::ProgressBar;
use std::io::{IsTerminal as _, Read, Write as _};

/// Runs `sfe-transform`.
pub(crate) fn run(options: &SfeTransform) -> Result<()> {
    let transform = Transform::prepare(options)?;
    match &options.input {
        Some(path) => {
            let file = std::fs::File::open(path)
                .or_fail(Exit::NoInput, || format!("cannot read the staff stream {}", path.display()))?;
            transform.run(file)
        }
        None => {
            let input = std::io::stdin();
            if input.is_terminal() {
                messages::notice("reading the staff stream from the terminal (Ctrl-D ends it)");
            }
            transform.run(input.lock())
        }
    }
}

/// Where the exported people go.
enum Destination {
    Files(Box<FileSet>),
    Preview(Preview),
}

struct Transform<'o> {
    options: &'o SfeTransform,
    rules: Rules,
    people: People,
    guard: Option<Guard>,
    only: Option<Only>,
    summary: Summary,
    destination: Destination,
    findings: Findings,
    district: District,
    decisions: Option<DecisionFile<'o>>,
    rows_taken: u32,
}

impl<'o> Transform<'o> {
    fn prepare(options: &'o SfeTransform) -> Result<Self> {
        settings::outputs_apart(options)?;
        let record = settings::record(options)?;
        Ok(Transform {
            options,
            rules: settings::rules(options, record.clone())?,
            people: People::default(),
            guard: settings::guard(options, record),
            only: Only::new(&options.only),
            summary: Summary::default(),
            destination: if options.preview {
                Destination::Preview(Preview::start()?)
            } else {
                Destination::Files(Box::new(FileSet::create(&options.output, options.eol)?))
            },
            findings: Findings::prepare(options)?,
            district: District::new(settings::tonight(options)),
            decisions: options.decisions.as_deref().map(DecisionFile::create).transpose()?,
            rows_taken: 0,
        })
    }

    fn run(mut self, input: impl Read) -> Result<()> {
        let mut stream = StaffStream::new(input);
        let bar = match self.destination {
            // The table may be on the same terminal.
            Destination::Preview(_) => ProgressBar::hidden(),
            Destination::Files(_) => progress::spinner("{spinner} {pos} rows judged, {elapsed}"),
        };
        stream.each_row(|line, row| {
            if line % 1024 == 0 {
                bar.set_position(line);
            }
            self.take(line, row)
        })?;
        bar.finish_and_clear();
        let incomplete = stream.finish()?;
        if let Some(reason) = &incomplete {
            self.accept_incomplete(reason)?;
        }
        self.look_at_the_whole(incomplete.is_none())?;
        self.finish(incomplete.is_none())
    }

    fn take(&mut self, line: u64, row: &StaffRow<'_>) -> Result<()> {
        let mut verdict = self.rules.judge(row, &mut self.people);
        if let Some(only) = &mut self.only {
            verdict = only.choose(row, verdict);
        }
        self.summary.count(&verdict);
        if let Some(guard) = &mut self.guard {
            guard.note(row, &verdict);
        }
        let place = self.rows_taken;
        self.rows_taken += 1;
        let judged = JudgedRow { line, row, verdict, known: &self.rules.known_people };
        row_messages::report(&judged);
        let parsed = judged.verdict.as_ref().ok().filter(|_| row.is_active()).map(Parsed::new);
        // With --only nobody else is looked at.
        let is_wanted = self.only.as_ref().is_none_or(|only| only.asks_for(row.access_id()));
        let mut findings = if is_wanted { judged.findings(parsed.as_ref(), &self.rules) } else { Vec::new() };
        if !findings.is_empty() {
            self.findings.settle(&judged.who(&self.rules.sub_buildings), &mut findings);
        }
        if let (Some(guard), Err(refusal)) = (&mut self.guard, &judged.verdict)
            && row.is_active()
            && !findings.is_empty()
        {
            guard.note_to_fix(row.users_dcid, refusal.reason);
        }
        if let Some(decisions) = &mut self.decisions {
            let mut decision = judged.decision();
            if !findings.is_empty() {
                findings::add_to(&mut decision, judged.who(&self.rules.sub_buildings), findings);
            }
            decisions.write(&decision)?;
        }
        self.district.note_refused(place, row, &judged.verdict, &self.rules);
        match judged.verdict {
            Ok(person) => {
                let (known, former) = (&self.rules.known_people, &self.findings.former);
                self.district.note_exported(place, &person, parsed.as_ref(), known, former);
                self.destination.person(&person)
            }
            Err(_) => Ok(()),
        }
    }

    fn accept_incomplete(&self, reason: &str) -> Result<()> {
        if self.options.partial || self.options.preview {
            messages::warning(format_args!("the staff stream is incomplete: {reason}"));
            return Ok(());
        }
        Err(Failure::new(
            Exit::Data,
            format!(
                "the staff stream is incomplete: {reason}; nothing was written (--partial accepts it, for \
                 debugging; sfe-files(5) says how to end a filtered stream)"
            ),
        ))
    }

    /// Takes in what only the end of the stream shows.
    fn look_at_the_whole(&mut self, complete: bool) -> Result<()> {
        row_messages::report_shared_access_ids(&self.district);
        let mut late = self.district.shared();
        // A few people on their own say nothing about a district.
        if self.only.is_none() {
            late.extend(self.district.findings(&self.rules.known_people, complete));
        }
        if let Some(guard) = &mut self.guard {
            guard.resolve(&self.district);
            if !complete {
                guard.disable_leavers();
            } else {
                late.extend(self.district.of_users_dcids(&guard.changed_access_ids()));
            }
        }
        let mut amendments = Amendments::new();
        for Late { decision, who, finding } in late {
            amendments.entry(decision).or_insert_with(|| (who, Vec::new())).1.push(finding);
        }
        amendments.retain(|_, (who, findings)| {
            self.findings.settle(who, findings);
            let is_away = findings.iter().any(|finding| finding.kind == Kind::NoHomeSchoolRow);
            if let (Some(guard), Some(users_dcid), true) = (&mut self.guard, who.users_dcid, is_away) {
                guard.note_to_fix(users_dcid, Reason::OtherSchool);
            }
            !findings.is_empty()
        });
        self.decisions = self.decisions.take().map(|decisions| decisions.amend(amendments)).transpose()?;
        Ok(())
    }

    /// The last tests, which look at the whole; then the files are put in place.
    fn finish(mut self, complete: bool) -> Result<()> {
        let refused = self.refusal();
        if refused.is_ok() && complete {
            self.send_leavers()?;
        }
        self.findings.warn();
        self.summary.accepted = self.findings.accepted();
        self.summary.show();
        match self.destination {
            Destination::Preview(preview) => {
                preview.finish()?;
                refused
            }
            Destination::Files(_) if refused.is_err() => refused,
            Destination::Files(files) => {
                let partial = self.options.partial || !complete || self.only.is_some();
                let new_mark = (!partial).then(|| self.people.new_mark(self.rules.known_people.newest_dcid));
                let paths = files.put_in_place(self.decisions.map(DecisionFile::finish), new_mark)?;
                events::send(&self.summary.event());
                let mut output = std::io::stdout().lock();
                for path in paths {
                    writeln!(output, "{}", path.display()).map_err(Failure::stdout)?;
                }
                output.flush().map_err(Failure::stdout)
            }
        }
    }

    /// Adds the people who have left; the guard has let them through.
    fn send_leavers(&mut self) -> Result<()> {
        let Some(guard) = &self.guard else { return Ok(()) };
        let leavers = guard.leavers();
        guard.write_decisions(&mut self.findings, self.decisions.as_mut())?;
        match &mut self.destination {
            Destination::Files(files) => leavers.profiles().try_for_each(|profile| files.write_leaver(&profile))?,
            Destination::Preview(preview) => leavers.profiles().try_for_each(|profile| preview.leaver(&profile))?,
        }
        self.summary.count_leavers(leavers.len());
        Ok(())
    }

    /// Why the set as a whole must not be sent.
    fn refusal(&self) -> Result<()> {
        let rejected = self.summary.rejected();
        if self.options.strict && rejected > 0 {
            return Err(Failure::new(
                Exit::Data,
                format!("{rejected} rows were rejected and --strict is on; nothing was written"),
            ));
        }
        if let Some(only) = &self.only {
            only.all_exported()?;
        }
        if self.summary.people() == 0 && !self.options.allow_empty && !self.options.preview {
            return Err(Failure::new(
                Exit::Data,
                "nobody would be exported: the query found no one to send; nothing was written (SFE_ALLOW_EMPTY=1 or \
                 --allow-empty lets an empty set through)",
            ));
        }
        if let Some(guard) = &self.guard {
            guard.judge()?;
        }
        Ok(())
    }
}

impl Destination {
    fn person(&mut self, person: &Person<'_>) -> Result<()> {
        match self {
            Destination::Files(files) => files.write(person),
            Destination::Preview(preview) => preview.person(person),
        }
    }
}
