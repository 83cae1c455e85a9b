//! What is said about single rows and people while the stream is read. The warnings about findings come at the end.

use super::district::District;
use super::judged_row::JudgedRow;
use crate::common::messages;
use crate::decisions::Reason;

/// Reports a row that is not exported: Nurse and Human are real surnames, and somebody without an e-mail may be a new
/// hire; a count would hide them. Rows about other schools are only counted.
pub(crate) fn report(judged: &JudgedRow<'_>) {
    if let Err(refusal) = &judged.verdict
        && !matches!(refusal.reason, Reason::OtherSchool | Reason::NotChosen)
    {
        messages::notice_at(judged.line, format_args!("{} ({refusal}): {}", refusal.outcome(), judged.name()));
    }
}

/// Reports people who share an access ID.
pub(crate) fn report_shared_access_ids(district: &District) {
    for (access_id, users_dcids) in district.shared_access_ids() {
        messages::notice(format_args!(
            "access ID {access_id} is shared by users_dcid {}; all are exported",
            list_of(&users_dcids)
        ));
    }
}

/// `3 and 4`, `3 and 4 and 5`; of more than ten the first ten and a count.
fn list_of(users_dcids: &[i64]) -> String {
    let named: Vec<String> = users_dcids.iter().take(10).map(i64::to_string).collect();
    match users_dcids.len() - named.len() {
        0 => named.join(" and "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
