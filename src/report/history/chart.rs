//! The charts over the nights: one row of bars for each number, each on a scale of its own, since five things to fix
//! beside a thousand people would be invisible. Labels are text of the page, so that a phone shows them in full size.

use crate::record::night::Night;
use crate::report::when;
use crate::report::words::number;

/// A chart of one number.
pub(crate) struct Figure {
    pub(crate) title: &'static str,
    pub(crate) highest: String,
    /// The chart in words.
    pub(crate) description: String,
    /// One unit for each night.
    pub(crate) width: usize,
    pub(crate) bars: Vec<Bar>,
    pub(crate) has_failed: bool,
    pub(crate) first: String,
    pub(crate) last: String,
}

/// A rectangle; the chart is 100 high.
pub(crate) struct Bar {
    pub(crate) left: String,
    pub(crate) top: String,
    pub(crate) width: String,
    pub(crate) height: String,
    pub(crate) color: &'static str,
}

/// How much of its unit a bar takes when there are this many nights or more; with fewer nights bars are not wider.
const FEW_NIGHTS: usize = 14;
const BAR: f64 = 0.72;
/// A number that is there, however small, is seen.
const LOWEST: f64 = 2.5;
/// How high the mark at the top is by which the charts of the two lists show a night that failed.
const MARK: f64 = 10.0;

/// What is drawn: title, color, and the number of a night.
type Series = (&'static str, &'static str, fn(&Night) -> Option<u64>);
const SERIES: [Series; 3] = [
    ("People sent", "--sent", |night| night.people_uploaded()),
    ("To fix in PowerSchool", "--fix", |night| night.totals.to_fix),
    ("To do in SmartFind", "--todo", |night| night.totals.to_do),
];

/// The charts of those numbers that any night has.
pub(crate) fn figures(nights: &[Night]) -> Vec<Figure> {
    SERIES.into_iter().filter_map(|series| figure(nights, series)).collect()
}

fn figure(nights: &[Night], (title, color, count): Series) -> Option<Figure> {
    // On a night that failed nobody counts as sent; what was to be fixed and done may be known all the same.
    let is_of_sent = color == SERIES[0].1;
    let failed = nights.iter().filter(|night| night.has_failed()).count();
    let of_failed = (is_of_sent && failed > 0).then_some(0);
    let highest = nights.iter().filter_map(count).max().or(of_failed)?;
    let wide = BAR * (nights.len() as f64 / FEW_NIGHTS as f64).min(1.0);
    let from_top = |index: usize, top: f64, height: f64, color| Bar {
        left: format!("{:.3}", index as f64 + (1.0 - wide) / 2.0),
        top: format!("{top:.1}"),
        width: format!("{wide:.3}"),
        height: format!("{height:.1}"),
        color,
    };
    let bar = |index, height, color| from_top(index, 100.0 - height, height, color);
    let bars = nights.iter().enumerate().flat_map(|(index, night)| {
        let has_failed = night.has_failed();
        let number = count(night).filter(|count| *count > 0 && !(is_of_sent && has_failed));
        let number = number.map(|count| bar(index, (100.0 * count as f64 / highest as f64).max(LOWEST), color));
        let failed = has_failed.then(|| match is_of_sent {
            true => bar(index, 100.0, "--bad"),
            false => from_top(index, 0.0, MARK, "--bad"),
        });
        number.into_iter().chain(failed)
    });
    let date = |night: Option<&Night>| night.map(|night| when::date_of_run(&night.run)).unwrap_or_default();
    let (first, last) = (date(nights.first()), date(nights.last()));
    let newest = nights.iter().rev().find_map(count).unwrap_or_default();
    Some(Figure {
        title,
        highest: number(highest),
        description: format!(
            "{title}, {first} to {last}: highest {}, last {}, {failed} of {} nights failed",
            number(highest),
            number(newest),
            nights.len()
        ),
        width: nights.len(),
        bars: bars.collect(),
        has_failed: failed > 0,
        first,
        last,
    })
}
