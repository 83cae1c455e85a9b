//! Times that are written unlike nearly all others.

use super::roster::Listed;
use crate::decisions::{Column, Finding, Kind};
use crate::transform::checks::{Format, Parsed};

/// A format that more than so many percent of the start and end times have is the usual one.
const USUAL_PERCENT: u64 = 95;
/// A format that more people have is usual, too, and not reported.
pub(super) const MOST_PEOPLE: usize = 10;

/// How tonight's times are written.
#[derive(Debug, Default)]
pub(super) struct Formats([OfFormat; Format::COUNT]);

#[derive(Debug, Default)]
struct OfFormat {
    /// How many start and end times have it.
    count: u64,
    /// Those times and half-day times, as long as few people have it.
    times: Vec<(Listed, Column, Box<str>)>,
    people: usize,
    last: Option<Listed>,
}

impl Formats {
    /// Takes the times of an active employee.
    pub(super) fn note(&mut self, listed: Listed, parsed: &Parsed<'_>) {
        for times in parsed.times.iter().flatten() {
            for (place, (column, text, time)) in times.all().into_iter().enumerate() {
                let Some(time) = time else { continue };
                let of_format = &mut self.0[time.format as usize];
                let is_start_or_end = place < 2;
                of_format.count += u64::from(is_start_or_end);
                if of_format.last != Some(listed) {
                    of_format.last = Some(listed);
                    of_format.people += 1;
                }
                if of_format.people <= MOST_PEOPLE {
                    of_format.times.push((listed, column, text.trim().into()));
                }
            }
        }
    }

    /// The times in another format than the usual one.
    pub(super) fn findings(&self) -> impl Iterator<Item = (Listed, Finding<'static>)> {
        let total: u64 = self.0.iter().map(|of_format| of_format.count).sum();
        let usual = self.0.iter().position(|of_format| of_format.count * 100 > total * USUAL_PERCENT);
        let others = self.0.iter().enumerate().filter(move |(place, _)| usual.is_some_and(|usual| usual != *place));
        let few = others.filter(|(_, of_format)| of_format.people <= MOST_PEOPLE);
        few.flat_map(|(_, of_format)| &of_format.times).map(|(listed, column, text)| {
            (*listed, Finding::new(Kind::OtherTimeFormat).in_column(*column).with_value(text.to_string()))
        })
    }
}
