//! All studies there are, by name.
//!
//! A plain name is TA-Lib's or one of our own, which `lib:NAME` is for sure; `ta:NAME` is an indicator of the `ta` crate
//! or one that was [registered](super::register). Listings, documentation, the parser and the contract tests all walk
//! this one list.

use std::sync::{LazyLock, PoisonError, RwLock};

use super::field::BarField;
use super::group::StudySource;
use super::listing::{Binding, Listing};
use super::plan::Output;
use super::{extension, longer, own, talib};
use crate::{Error, Result};

/// The studies that come with the crate, by source and name.
///
/// # Examples
///
/// ```
/// use strandline::indicator::{catalog, find};
///
/// assert!(catalog().len() > 240);
/// let rsi = find(None, "RSI").expect("TA-Lib has it");
/// assert_eq!((rsi.title, rsi.params[0].name.as_str()), ("Relative Strength Index", "period"));
/// ```
pub fn catalog() -> &'static [Listing] {
    &CATALOG
}

/// The study of that name, with the prefix before the colon if there is one; letters may be of either case. Those that
/// were [registered](super::register) are found too.
pub fn find(namespace: Option<&str>, name: &str) -> Option<&'static Listing> {
    all().find(|listing| {
        let mut names = listing.names();
        listing.source.goes_by(namespace) && names.any(|known| known.eq_ignore_ascii_case(name))
    })
}

/// Those of [`catalog`] and those that were added.
pub(super) fn all() -> impl Iterator<Item = &'static Listing> {
    let added = ADDED.read().unwrap_or_else(PoisonError::into_inner).clone();
    catalog().iter().chain(added)
}

/// Adds a study, for the life of the program.
///
/// # Errors
///
/// [`Error::Parameter`] if there is a study of its name.
pub(super) fn add(listing: Listing) -> Result<()> {
    let mut added = ADDED.write().unwrap_or_else(PoisonError::into_inner);
    let mut taken = catalog().iter().chain(added.iter().copied());
    if taken.any(|other| other.full_name() == listing.full_name()) {
        let rule = "must not be the name of another study";
        return Err(Error::parameter("study", listing.full_name(), rule));
    }
    added.push(Box::leak(Box::new(listing)));
    Ok(())
}

/// Whether a study or a column of the bars goes by `name`, without a prefix.
pub(crate) fn knows(name: &str) -> bool {
    BarField::find(name).is_some() || find(None, name).is_some()
}

/// The names of the columns of the bars and of all studies of [`catalog`].
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    BarField::names().chain(catalog().iter().map(|listing| listing.name.as_str()))
}

impl StudySource {
    /// Whether its studies go by that prefix: `ta` those of the `ta` crate, `lib` or none our own, none TA-Lib's.
    pub(super) fn goes_by(self, prefix: Option<&str>) -> bool {
        let is = |known| prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case(known));
        match self {
            Self::Ta => is("ta"),
            Self::Own => prefix.is_none() || is("lib"),
            Self::TaLib => prefix.is_none(),
        }
    }
}

static CATALOG: LazyLock<Vec<Listing>> = LazyLock::new(|| {
    let mut listings = talib::listings();
    listings.extend(own::STUDIES.iter().map(of_own));
    listings.extend(longer::listings());
    listings.extend(extension::listings());
    listings.sort_by(|a, b| (a.source, &a.name).cmp(&(b.source, &b.name)));
    listings
});

/// Studies of the user's, in the order in which they came. They are never changed or taken away, so a text that named
/// one keeps its meaning.
static ADDED: RwLock<Vec<&'static Listing>> = RwLock::new(Vec::new());

fn of_own(own: &'static own::Own) -> Listing {
    let outputs = own.outputs.iter();
    Listing {
        name: own.name.to_owned(),
        aliases: own.aliases,
        title: own.title,
        group: own.group,
        source: StudySource::Own,
        params: (own.params)(),
        outputs: outputs
            .map(|&(name, pane, style)| Output::new(name, pane, style))
            .collect(),
        notes: own.notes,
        series: vec![],
        binding: Binding::Own(own),
    }
}

#[cfg(test)]
mod tests {
    use super::super::field::BarField;
    use super::*;

    #[test]
    fn no_two_studies_share_a_name() {
        let mut names: Vec<(bool, String)> = catalog()
            .iter()
            .flat_map(|listing| {
                let is_foreign = listing.source == StudySource::Ta;
                let aliases = listing.aliases.iter().map(ToString::to_string);
                std::iter::once(listing.name.clone())
                    .chain(aliases)
                    .map(move |name| (is_foreign, name))
            })
            .collect();
        let fields = BarField::ALL
            .iter()
            .map(|field| (false, field.name().to_owned()));
        names.extend(fields);
        names.sort();
        let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn a_plain_name_never_binds_to_the_ta_crate() {
        assert_eq!(find(None, "rsi").unwrap().source, StudySource::TaLib);
        assert_eq!(find(Some("ta"), "rsi").unwrap().source, StudySource::Ta);
        assert_eq!(find(None, "bb").unwrap().name, "bbands");
        assert!(find(Some("talib"), "rsi").is_none());
    }

    #[test]
    fn the_prefix_lib_names_our_own_studies_and_no_other() {
        let own = find(Some("LIB"), "chandelier").unwrap();
        assert_eq!(own.source, StudySource::Own);
        assert_eq!(
            find(None, "chandelier").unwrap().full_name(),
            own.full_name()
        );
        assert!(find(Some("lib"), "rsi").is_none());
    }
}
