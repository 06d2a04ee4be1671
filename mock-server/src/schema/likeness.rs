/// Of how many names a slip is told, at most.
const MOST: usize = 3;

/// From here on a text can be a slip of the name: `Usr.` is one of `User.Created`, `Foo` of nothing.
const LIKE: f64 = 0.75;

/// The names that may have been meant, the likeliest first.
pub(crate) fn closest<'a>(given: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let given = given.to_lowercase();
    let likeness = |name: &str| strsim::jaro_winkler(&given, &name.to_lowercase());
    let mut like: Vec<_> =
        names.map(|name| (likeness(name), name)).filter(|(likeness, _)| *likeness >= LIKE).collect();
    like.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    like.into_iter().take(MOST).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use logto_webhook::logto::EventName;

    use super::closest;

    #[track_caller]
    fn closest_events(given: &str) -> Vec<&'static str> {
        closest(given, EventName::ALL.iter().map(|name| name.as_str()))
    }

    #[test]
    fn a_slip_finds_the_name() {
        for (given, meant) in [
            ("User.Creatd", "User.Created"),
            ("user.created", "User.Created"),
            ("UserCreated", "User.Created"),
            ("PostSignin", "PostSignIn"),
            ("Rol.Created", "Role.Created"),
            ("Identifier.Lockuot", "Identifier.Lockout"),
        ] {
            assert_eq!(closest_events(given).first(), Some(&meant), "{given}");
        }
    }

    #[test]
    fn a_word_like_nothing_finds_nothing() {
        for given in ["Foo", "x", "*", "banana", "everything", "Webhook"] {
            assert_eq!(closest_events(given), [""; 0], "{given}");
        }
    }
}
