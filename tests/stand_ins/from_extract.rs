//! An answer made of a saved extract, which has no types of columns: numbers are NUMBER(10), the rest VARCHAR2.

use serde_json::Value;

/// The answer that gives the rows of an extract.
pub fn answer_with(extract: &str) -> String {
    let rows: Vec<serde_json::Map<String, Value>> = extract
        .lines()
        .filter(|line| !line.starts_with("{\"end\""))
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    // The order of the columns, which a map does not keep.
    let first = extract.lines().next().unwrap();
    let mut names: Vec<&str> = rows[0].keys().map(String::as_str).collect();
    names.sort_by_key(|name| first.find(&format!("\"{name}\":")).unwrap());
    let is_number = |name: &str| rows.iter().any(|row| row[name].is_number());
    let column =
        |name: &&str| format!("{} {}", name.to_uppercase(), if is_number(name) { "NUMBER(10)" } else { "VARCHAR2" });
    let mut lines = vec![names.iter().map(column).collect::<Vec<_>>().join("\t")];
    for row in &rows {
        let value = |name: &&str| match &row[*name] {
            Value::Null => r"\N".to_string(),
            Value::String(text) => text.replace('\\', r"\\").replace('\t', r"\t").replace('\n', r"\n"),
            number => number.to_string(),
        };
        lines.push(names.iter().map(value).collect::<Vec<_>>().join("\t"));
    }
    lines.join("\n") + "\n"
}
