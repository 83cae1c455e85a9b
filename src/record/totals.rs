//! What a night counts.

/// What the programs counted; each is `None` when it is not on record.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Totals {
    /// The people in the files.
    pub(crate) exported: Option<u64>,
    /// Those of them who are sent as new (`A`).
    pub(crate) new: Option<u64>,
    pub(crate) rejected: Option<u64>,
    pub(crate) added: Option<u64>,
    pub(crate) changed: Option<u64>,
    pub(crate) gone: Option<u64>,
    /// What is to be fixed in PowerSchool.
    pub(crate) to_fix: Option<u64>,
    /// What is to be done in SmartFind.
    pub(crate) to_do: Option<u64>,
    /// The findings that are accepted as they are.
    pub(crate) accepted: Option<u64>,
}
