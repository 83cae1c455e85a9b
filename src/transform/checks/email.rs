//! E-mail addresses, as they are printed.

/// The domain of an address that is exactly one `local@domain.tld` in ASCII; `None` of any other text.
pub(super) fn domain(address: &str) -> Option<&str> {
    let (local, domain) = address.split_once('@')?;
    let (labels, top) = domain.rsplit_once('.')?;
    let is_good = !local.is_empty()
        && local.len() <= LONGEST_LOCAL
        && local.split('.').all(|part| !part.is_empty() && part.bytes().all(is_local))
        && labels.split('.').all(is_label)
        && top.len() > 1
        && is_label(top)
        && top.bytes().any(|byte| byte.is_ascii_alphabetic());
    is_good.then_some(domain)
}

/// See RFC 5321, section 4.5.3.1.1.
const LONGEST_LOCAL: usize = 64;

/// A character of a local part without quotes: `atext` of RFC 5322.
fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

fn is_label(label: &str) -> bool {
    let bytes = label.as_bytes();
    let is_inner = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    bytes.iter().all(is_inner) && bytes.first().is_some_and(|byte| *byte != b'-') && bytes.last() != Some(&b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_local_part_at_one_domain() {
        for good in [
            "ana@d.example",
            "Ana.Cruz@Schools.D.EXAMPLE",
            "o'brien+sub@d-118.k12.il.us",
            "10231@d.example",
            "a_b@x.y.museum",
            "a@xn--schle-lva.example",
            "a@d.xn--p1ai",
        ] {
            assert!(domain(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "ana",
            "ana@d",
            "@d.example",
            "ana@",
            "ana@.example",
            "ana@d.",
            "ana@d.example.",
            "ana@d..example",
            "ana@d.e",
            "ana@192.0.2.1",
            "ana@-d.example",
            "ana@d-.example",
            "ana@d_1.example",
            "ana@@d.example",
            "ana@b@d.example",
            ".ana@d.example",
            "ana.@d.example",
            "a..na@d.example",
            " ana@d.example",
            "ana@d.example ",
            "an a@d.example",
            "ana@d.example\u{a0}",
            "ana@d.example\u{200b}",
            "\u{feff}ana@d.example",
            "ana@d.example, bo@d.example",
            "ana@d.example;bo@d.example",
            "Ana <ana@d.example>",
            "mailto:ana@d.example",
            "ana@sch\u{fc}le.example",
            "jos\u{e9}@d.example",
            "ana＠d.example",
            "\"ana\"@d.example",
        ] {
            assert!(domain(bad).is_none(), "{bad}");
        }
        assert_eq!(domain("a@Schools.d.example"), Some("Schools.d.example"));
    }
}
