//! How a line is read: the words of the table made into entries.

macro_rules! who {
    (Public) => {
        $crate::http::access::Who::Public
    };
    (Account) => {
        $crate::http::access::Who::Account
    };
    (Person) => {
        $crate::http::access::Who::Account
    };
    (Person $($permission:ident)+) => {
        $crate::http::access::Who::Needs(&[$(::foh_domain::identity::Permission::$permission),+])
    };
    ($($permission:ident)+) => {
        $crate::http::access::Who::Needs(&[$(::foh_domain::identity::Permission::$permission),+])
    };
}

macro_rules! in_person {
    (Person $($permission:ident)*) => {
        true
    };
    ($($who:ident)+) => {
        false
    };
}

macro_rules! scope {
    (refused) => {
        $crate::http::access::Scope::Refused
    };
    (in_path) => {
        $crate::http::access::Scope::InPath
    };
    (handled) => {
        $crate::http::access::Scope::Handled
    };
}

macro_rules! lines {
    ($development:literal; $($($verb:ident)|+ $path:literal, $($needed:ident)|+, $scope:ident, $about:literal $(, $menu:ident $label:literal)*;)*) => {
        &[$($crate::http::access::Entry {
            verbs: &[$($crate::http::access::Verb::$verb),+],
            path: $path,
            who: who!($($needed)+),
            in_person: in_person!($($needed)+),
            scope: scope!($scope),
            about: $about,
            menus: &[$(($crate::http::access::Menu::$menu, $label)),*],
            development: $development,
        }),*]
    };
}
