//! The official schemas, compiled once, offline, with formats on.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

use super::Finding;

const CVE: &str = include_str!("../../schemas/CVE_JSON_bundled_5.1.1.json");
const OSV: &str = include_str!("../../schemas/osv-1.7.5.json");

type Compiled = LazyLock<Result<Validator, String>>;

static CVE_PUBLISHED: Compiled = LazyLock::new(|| compile(&cve_branch("Published")?));
static CVE_REJECTED: Compiled = LazyLock::new(|| compile(&cve_branch("Rejected")?));
static OSV_RECORD: Compiled = LazyLock::new(|| compile(&parse(OSV)?));

/// The schema of a CVE record is one of two; the record's own state says which one its findings should speak of.
pub(super) fn cve(document: &Value) -> Vec<Finding> {
    let rejected = document["cveMetadata"]["state"] == "REJECTED";
    against(if rejected { &CVE_REJECTED } else { &CVE_PUBLISHED }, document)
}

pub(super) fn osv(document: &Value) -> Vec<Finding> {
    against(&OSV_RECORD, document)
}

fn against(schema: &Compiled, document: &Value) -> Vec<Finding> {
    match &**schema {
        Ok(validator) => validator
            .iter_errors(document)
            .map(|error| Finding::error("schema", &error.instance_path().to_string(), error.to_string()))
            .collect(),
        Err(fault) => vec![Finding::error(
            "schema",
            "file",
            format!("could not be checked, the built-in schema does not compile: {fault}"),
        )],
    }
}

fn compile(schema: &Value) -> Result<Validator, String> {
    jsonschema::options()
        .should_validate_formats(true)
        .offline()
        .build(schema)
        .map_err(|fault| fault.to_string())
}

fn parse(schema: &str) -> Result<Value, String> {
    serde_json::from_str(schema).map_err(|fault| fault.to_string())
}

/// One branch of the bundle's `oneOf`, with the definitions that it refers to: the same rules, findings that say where.
fn cve_branch(title: &str) -> Result<Value, String> {
    let mut bundle = parse(CVE)?;
    let branches = bundle["oneOf"].as_array().cloned().unwrap_or_default();
    let branch = branches.into_iter().find(|branch| branch["title"] == title);
    let Value::Object(branch) = branch.ok_or_else(|| format!("it has no branch “{title}”"))? else {
        return Err(format!("its branch “{title}” is not an object"));
    };
    let root = bundle.as_object_mut().ok_or("it is not an object")?;
    root.remove("oneOf");
    root.extend(branch);
    Ok(bundle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_branches_agree_with_the_whole_bundle() {
        let whole = compile(&parse(CVE).unwrap()).unwrap();
        let good = serde_json::to_value(crate::cve::record(
            &crate::sample::advisory(),
            &crate::sample::publisher(),
        ))
        .unwrap();
        let mut rejected = good.clone();
        rejected["cveMetadata"]["state"] = "REJECTED".into();
        let mut unknown_key = good.clone();
        unknown_key["containers"]["cna"]["affected"] = "all".into();
        for document in [good, rejected, unknown_key] {
            assert_eq!(whole.is_valid(&document), cve(&document).is_empty(), "{document}");
        }
    }

    #[test]
    fn formats_are_on() {
        let mut document = serde_json::to_value(crate::osv::record(
            &crate::sample::advisory(),
            &crate::sample::publisher(),
        ))
        .unwrap();
        assert!(osv(&document).is_empty());
        document["references"][0]["url"] = "not an address".into();
        assert_eq!(osv(&document).len(), 1);
    }
}
