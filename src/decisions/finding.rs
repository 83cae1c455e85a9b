//! What SmartFind would refuse or misread about a person, or what somebody should do there for the person.

use super::column::Column;
use super::known::Known;
use crate::finding_kind::Kind;
use crate::finding_kind::Severity;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One finding about one person. A person may have several of one kind, such as two times that are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Finding<'d> {
    pub(crate) kind: Kind,
    /// Mostly the kind's own.
    pub(crate) severity: Severity,
    /// The column of the stream where it is; `None` when it is in no single one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) field: Option<Column>,
    /// What is wrong, as sfe-files(5) says for each kind.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<Cow<'d, str>>,
    /// Whether SmartFind has from earlier nights what is not sent tonight: the person, or the work schedule if the
    /// kind is about one. `None` if it has not, and for kinds that keep nothing back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) in_smartfind: Option<Known>,
    /// Of an e-mail address: whether the person signs on with an ID, so that SmartFind only writes to the address.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) has_sign_on_id: bool,
    /// The run in which the person, or the value, first had a finding of this kind, by its folder's name; `None` when
    /// it is the run of these decisions.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(crate) since: Option<Cow<'d, str>>,
}

impl<'d> Finding<'d> {
    /// A finding of this kind, first there tonight.
    pub(crate) fn new(kind: Kind) -> Self {
        Finding {
            kind,
            severity: kind.severity(),
            field: None,
            value: None,
            in_smartfind: None,
            has_sign_on_id: false,
            since: None,
        }
    }

    /// The same in a column of the stream.
    pub(crate) fn in_column(self, column: Column) -> Self {
        Finding { field: Some(column), ..self }
    }

    /// The same with what is wrong.
    pub(crate) fn with_value(self, value: impl Into<Cow<'d, str>>) -> Self {
        Finding { value: Some(value.into()), ..self }
    }

    /// The same with what SmartFind has from earlier nights.
    pub(crate) fn with_in_smartfind(self, in_smartfind: Option<Known>) -> Self {
        Finding { in_smartfind, ..self }
    }

    /// The same about the e-mail address of somebody who may sign on with an ID.
    pub(crate) fn with_sign_on_id(self, has_sign_on_id: bool) -> Self {
        Finding { has_sign_on_id, ..self }
    }

    /// The same, more or less serious.
    pub(crate) fn with_severity(self, severity: Severity) -> Self {
        Finding { severity, ..self }
    }
}
