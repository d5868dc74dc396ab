//! Arrows between crates point one way: foh → web → app → store and gateways → domain.

use super::Finding;
use serde_json::Value;
use std::{path::Path, process::Command};

const RULE: &str = "dependencies";

/// A crate of the workspace and what it asks for in its manifest.
#[derive(Debug, Clone, Default)]
pub struct Member {
    pub name: String,
    pub dependencies: Vec<Dependency>,
}

/// One line of a manifest.
#[derive(Debug, Clone)]
pub struct Dependency {
    pub name: String,
    /// Needed by tests only.
    pub dev: bool,
}

/// What a crate may know.
struct Layer {
    name: &'static str,
    /// Crates of the workspace, `None` for all. Tests may add foh-testkit.
    may_use: Option<&'static [&'static str]>,
    /// Crates from elsewhere that belong to other layers; tests may use them.
    must_not_use: &'static [&'static [&'static str]],
}

const RUNTIME: &[&str] = &["tokio", "async-trait", "futures", "futures-util"];
const ENGINES: &[&str] = &[
    "rusqlite",
    "libsqlite3-sys",
    "postgres",
    "postgres-types",
    "tokio-postgres",
    "tokio-postgres-rustls",
    "refinery",
    "sqlx",
    "diesel",
];
const WEB: &[&str] = &[
    "axum",
    "axum-core",
    "axum-extra",
    "http",
    "http-body-util",
    "hyper",
    "hyper-util",
    "tower",
    "tower-http",
    "utoipa",
];
/// The application renders e-mails, the web pages; nobody below writes prose.
const TEMPLATES: &[&str] = &["askama"];
const CLIENTS: &[&str] = &["reqwest", "lettre", "ureq"];
const RANDOMNESS: &[&str] = &["getrandom", "rand", "rand_core", "fastrand"];

const LAYERS: &[Layer] = &[
    Layer {
        name: "foh-domain",
        may_use: Some(&[]),
        must_not_use: &[RUNTIME, ENGINES, WEB, TEMPLATES, CLIENTS, RANDOMNESS],
    },
    Layer {
        name: "foh-store",
        may_use: Some(&["foh-domain"]),
        must_not_use: &[WEB, TEMPLATES, CLIENTS, RANDOMNESS],
    },
    Layer {
        name: "foh-gateways",
        may_use: Some(&["foh-domain"]),
        must_not_use: &[ENGINES],
    },
    // It plays the others: it knows how a gateway is set up, and nothing of the house.
    Layer {
        name: "foh-sandbox",
        may_use: Some(&["foh-domain", "foh-gateways"]),
        must_not_use: &[ENGINES, RANDOMNESS],
    },
    Layer {
        name: "foh-app",
        may_use: Some(&["foh-domain", "foh-store", "foh-gateways"]),
        must_not_use: &[ENGINES, WEB, CLIENTS],
    },
    Layer {
        name: "foh-web",
        may_use: Some(&["foh-domain", "foh-app"]),
        must_not_use: &[ENGINES, CLIENTS, RANDOMNESS],
    },
    Layer {
        name: "foh",
        may_use: Some(&[
            "foh-domain",
            "foh-store",
            "foh-gateways",
            "foh-sandbox",
            "foh-app",
            "foh-web",
        ]),
        must_not_use: &[ENGINES],
    },
    Layer {
        name: "foh-testkit",
        may_use: Some(&[]),
        must_not_use: &[],
    },
    // `xtask test` starts the cluster that all tests of a run share.
    Layer {
        name: "xtask",
        may_use: Some(&["foh-testkit"]),
        must_not_use: &[],
    },
    // Nobody depends on these two, so they may know everybody.
    Layer {
        name: "foh-bench",
        may_use: None,
        must_not_use: &[],
    },
    Layer {
        name: "foh-browser-tests",
        may_use: None,
        must_not_use: &[],
    },
];

/// Dependencies against the arrows, and crates that have no place in the picture.
pub fn check(members: &[Member]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for member in members {
        let mut report =
            |message: String| findings.push(Finding::new(RULE, &member.name, 0, message));
        let Some(layer) = LAYERS.iter().find(|layer| layer.name == member.name) else {
            report(
                "unknown crate: say in xtask/src/tidy/dependencies.rs what it may depend on"
                    .to_owned(),
            );
            continue;
        };
        for dependency in &member.dependencies {
            let name = dependency.name.as_str();
            let ours = LAYERS.iter().any(|layer| layer.name == name);
            let allowed = if ours {
                let for_tests = dependency.dev && name == "foh-testkit";
                for_tests || layer.may_use.is_none_or(|names| names.contains(&name))
            } else {
                dependency.dev || !layer.must_not_use.iter().any(|names| names.contains(&name))
            };
            if !allowed {
                report(format!(
                    "must not depend on {name}: see the layers in docs/ARCHITECTURE.md"
                ));
            }
        }
    }
    findings
}

/// The members of the workspace, as cargo understands their manifests.
pub fn members(root: &Path) -> Vec<Member> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root)
        .output()
        .expect("run cargo metadata");
    assert!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON from cargo metadata");
    list(&metadata["packages"]).map(member).collect()
}

fn member(package: &Value) -> Member {
    let dependencies = list(&package["dependencies"]).map(|dependency| Dependency {
        name: text(&dependency["name"]),
        dev: dependency["kind"] == "dev",
    });
    Member {
        name: text(&package["name"]),
        dependencies: dependencies.collect(),
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .expect("a string in cargo metadata")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Dependency, Member, check, members};

    #[test]
    fn arrows_point_one_way() {
        for (from, to, dev, allowed) in [
            ("foh", "foh-web", false, true),
            ("foh-web", "foh-app", false, true),
            ("foh-web", "foh-store", false, false),
            ("foh-web", "foh-gateways", false, false),
            ("foh-web", "foh", true, false),
            ("foh-app", "foh-store", false, true),
            ("foh-app", "foh-web", false, false),
            ("foh-store", "foh-domain", false, true),
            ("foh-store", "foh-gateways", false, false),
            ("foh-gateways", "foh-store", false, false),
            ("foh-gateways", "foh-sandbox", false, false),
            ("foh-sandbox", "foh-gateways", false, true),
            ("foh-sandbox", "foh-app", false, false),
            ("foh", "foh-sandbox", false, true),
            ("foh-domain", "foh-store", false, false),
            ("foh-domain", "foh-testkit", true, true),
            ("foh-domain", "foh-testkit", false, false),
            ("foh-testkit", "foh-domain", false, false),
            ("xtask", "foh-testkit", false, true),
            ("xtask", "foh-domain", false, false),
            ("foh-bench", "foh", false, true),
            ("foh-browser-tests", "foh", true, true),
            ("foh-domain", "tokio", false, false),
            ("foh-domain", "tokio", true, true),
            ("foh-domain", "rand", false, false),
            ("foh-domain", "jiff", false, true),
            ("foh-store", "rusqlite", false, true),
            ("foh-gateways", "postgres", false, false),
            ("foh-app", "axum", false, false),
            ("foh-app", "askama", false, true),
            ("foh-store", "askama", false, false),
            ("foh-app", "postgres", false, false),
            ("foh-web", "rusqlite", false, false),
            ("foh-web", "refinery", false, false),
            ("foh-web", "axum", false, true),
            ("foh-web", "reqwest", true, true),
        ] {
            let dependencies = vec![Dependency {
                name: to.to_owned(),
                dev,
            }];
            let found = check(&[Member {
                name: from.to_owned(),
                dependencies,
            }]);
            assert_eq!(
                found.is_empty(),
                allowed,
                "{from} -> {to} (dev {dev}): {found:?}"
            );
        }
    }

    #[test]
    fn a_crate_without_a_place_is_found() {
        let unknown = Member {
            name: "foh-helpers".to_owned(),
            ..Member::default()
        };
        assert_eq!(check(&[unknown]).len(), 1);
    }

    #[test]
    fn manifests_are_read() {
        let members = members(crate::root());
        let store = members
            .iter()
            .find(|member| member.name == "foh-store")
            .expect("the store");
        let has = |name: &str, dev: bool| {
            store
                .dependencies
                .iter()
                .any(|found| found.name == name && found.dev == dev)
        };
        assert!(has("foh-domain", false) && has("foh-testkit", true));
    }
}
