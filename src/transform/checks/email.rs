//! E-mail addresses, as they are printed.

/// The domain of an address that is exactly one `local@domain.tld` in ASCII; `None` of any other text.
pub(super) fn domain(address: &str) -> Option<&str> {
    let at = address.bytes().position(|byte| byte == b'@')?;
    let (local, domain) = (&address[..at], &address[at + 1..]);
    let dot = domain.bytes().rposition(|byte| byte == b'.')?;
    let (labels, top) = (&domain.as_bytes()[..dot], &domain.as_bytes()[dot + 1..]);
    let is_good = local.len() <= LONGEST_LOCAL
        && local.as_bytes().split(|byte| *byte == b'.').all(|part| !part.is_empty() && part.iter().all(is_local))
        && labels.split(|byte| *byte == b'.').all(is_label)
        && top.len() > 1
        && is_label(top)
        && top.iter().any(u8::is_ascii_alphabetic);
    is_good.then_some(domain)
}

/// See RFC 5321, section 4.5.3.1.1.
const LONGEST_LOCAL: usize = 64;

/// A character of a local part without quotes: `atext` of RFC 5322.
fn is_local(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(*byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~')
}

fn is_label(label: &[u8]) -> bool {
    let is_inner = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    label.iter().all(is_inner) && label.first().is_some_and(|byte| *byte != b'-') && label.last() != Some(&b'-')
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
