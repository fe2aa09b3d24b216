//! Deserializes a spanned tree, recording every value that does not fit and going on behind a
//! stand-in for it. What the few problems found by the types themselves (missing fields, refused
//! values) interrupt is read again with that place mended, until nothing new is found.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Visitor};

use super::stand_in::StandIn;
use super::tree::{Kind, NodeIndex, Tree, join_field, shown};
use super::{MAX_PROBLEMS, MAX_RECORDED, expected_of, wording};
use crate::base::problem::Problem;
use crate::base::text::Text;

/// Readings after which what was found has to do.
const MAX_READINGS: usize = 1_000;

/// Why a reading stopped.
#[derive(Debug)]
pub(super) enum Failure {
    /// A type lacks this field.
    Missing(&'static str),
    /// A type refuses a value: what it expected.
    Refused(Text),
    /// Recorded and mended: read again.
    Settled,
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value that does not fit")
    }
}

impl std::error::Error for Failure {}

impl serde::de::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Refused(expected_of(message))
    }

    fn invalid_value(_: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self::Refused(expected_of(expected))
    }

    fn unknown_variant(_: &str, variants: &'static [&'static str]) -> Self {
        Self::Refused(wording::one_variant(variants))
    }

    fn unknown_field(_: &str, fields: &'static [&'static str]) -> Self {
        Self::Refused(wording::one_field(fields))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }
}

/// How a place that does not fit was mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mended {
    /// A stand-in takes its place.
    StandIn,
    /// It is left out, since no stand-in would do.
    LeftOut,
}

#[derive(Debug, Default)]
struct Repairs {
    problems: BTreeSet<Problem>,
    mended: BTreeMap<NodeIndex, Mended>,
    /// Missing fields by the structure that lacks them.
    supplied: BTreeMap<(NodeIndex, &'static str), Mended>,
    /// Fields known to be mandatory, by name and fields of their type.
    mandatory: BTreeSet<(&'static str, &'static [&'static str], &'static str)>,
    /// Nodes that have a problem in or below them: what their types then refuse is no news.
    troubled: BTreeSet<NodeIndex>,
    given_up: bool,
}

/// Everything that a reading shares.
pub(super) struct Session<'t> {
    pub(super) tree: &'t Tree<'t>,
    file: &'t str,
    repairs: RefCell<Repairs>,
}

/// A `T` from the tree.
///
/// With `known` problems and every one found here; where there is one, made-up values stand for
/// what could not be used. No value where too little could be read.
pub(super) fn decode<T: DeserializeOwned>(
    tree: &Tree<'_>,
    file: &str,
    known: BTreeSet<Problem>,
) -> (Option<T>, BTreeSet<Problem>) {
    let repairs = Repairs { problems: known, ..Repairs::default() };
    let session = Session { tree, file, repairs: RefCell::new(repairs) };
    let root = At { session: &session, node: tree.root(), is_content: false };
    let mut value = None;
    for _ in 0..MAX_READINGS {
        match T::deserialize(root) {
            Ok(read) => {
                value = Some(read);
                break;
            }
            Err(failure) => session.settle(tree.root(), failure),
        };
        let repairs = session.repairs.borrow();
        if repairs.given_up || repairs.problems.len() > MAX_PROBLEMS {
            break;
        }
    }
    (value, session.repairs.into_inner().problems)
}

impl<'t> Session<'t> {
    /// A problem with the node's value.
    pub(super) fn refuse(&self, node: NodeIndex, expected: Text, hint: Option<Text>) {
        let part = (self.tree.node(node).start, "");
        self.refuse_part(node, part, self.tree.text(node), (expected, hint));
    }

    /// A problem with a name or field that is part of the node: `start` is where it stands.
    fn refuse_part(
        &self,
        node: NodeIndex,
        (start, field): (u32, &str),
        found: &str,
        (expected, hint): (Text, Option<Text>),
    ) {
        self.trouble(node);
        if self.is_full() {
            return;
        }
        let mut path = self.tree.path(node);
        if !field.is_empty() {
            join_field(&mut path, field);
        }
        let place = self.tree.place(self.file, start, path);
        let mut problem = Problem::error(place, shown(found), expected);
        problem.hint = hint;
        self.repairs.borrow_mut().problems.insert(problem);
    }

    /// Whether no more problems are kept count of.
    fn is_full(&self) -> bool {
        self.repairs.borrow().problems.len() >= MAX_RECORDED
    }

    fn trouble(&self, node: NodeIndex) {
        let troubled = &mut self.repairs.borrow_mut().troubled;
        let mut at = node;
        while troubled.insert(at) {
            at = self.tree.node(at).parent;
        }
    }

    fn mended(&self, node: NodeIndex) -> Option<Mended> {
        self.repairs.borrow().mended.get(&node).copied()
    }

    /// Mends the node one step further: stand-in, left out, then what holds it.
    fn degrade(&self, node: NodeIndex) {
        let mut at = node;
        loop {
            if at == self.tree.root() {
                self.repairs.borrow_mut().given_up = true;
                return;
            }
            let next = match self.mended(at) {
                None => Mended::StandIn,
                Some(Mended::StandIn) => Mended::LeftOut,
                Some(Mended::LeftOut) => {
                    at = self.tree.node(at).parent;
                    continue;
                }
            };
            self.repairs.borrow_mut().mended.insert(at, next);
            return self.trouble(at);
        }
    }

    /// Records why reading `node` stopped, and mends it.
    fn settle(&self, node: NodeIndex, failure: Failure) -> Failure {
        let expected = match failure {
            Failure::Settled => return Failure::Settled,
            Failure::Missing(field) => wording::missing_field(field),
            Failure::Refused(expected) => expected,
        };
        let is_known = self.repairs.borrow().troubled.contains(&node);
        if !is_known && self.tree.node(node).kind != Kind::Broken {
            self.refuse(node, expected, None);
        }
        self.degrade(node);
        Failure::Settled
    }

    /// Reads a child of a container. One that is left out has its container mended.
    pub(super) fn enter<'de, S: DeserializeSeed<'de>>(
        &self,
        node: NodeIndex,
        seed: S,
    ) -> Result<S::Value, Failure> {
        if self.is_left_out(node) {
            self.degrade(node);
            return Err(Failure::Settled);
        }
        let at = At { session: self, node, is_content: false };
        seed.deserialize(at).map_err(|failure| self.settle(node, failure))
    }

    pub(super) fn is_left_out(&self, node: NodeIndex) -> bool {
        self.mended(node) == Some(Mended::LeftOut)
    }
}

/// A place in the tree, to be deserialized.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) session: &'a Session<'a>,
    pub(super) node: NodeIndex,
    /// The content of a variant: its name has been read.
    pub(super) is_content: bool,
}

/// What one entry of a structure is read from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Slot {
    Written(NodeIndex),
    /// Missing, and reported: made up.
    Supplied,
}

impl<'a> At<'a> {
    pub(super) fn tree(&self) -> &'a Tree<'a> {
        self.session.tree
    }

    /// What stands here; `Broken` where a stand-in has to take its place.
    pub(super) fn kind(&self) -> &'a Kind {
        match self.session.mended(self.node) {
            None => &self.tree().node(self.node).kind,
            Some(_) => &Kind::Broken,
        }
    }

    pub(super) fn child(&self, node: NodeIndex) -> Self {
        Self { session: self.session, node, is_content: false }
    }

    /// Records that something else was expected here, unless that is known already.
    pub(super) fn wrong(&self, expected: Text, hint: Option<Text>) -> StandIn {
        if *self.kind() != Kind::Broken {
            self.session.refuse(self.node, expected, hint);
        }
        self.session.trouble(self.node);
        StandIn::new()
    }

    /// Records a wrong name in front of the parentheses here.
    pub(super) fn wrong_name(&self, name: &str, expected: Text, hint: Option<Text>) {
        let start = self.tree().node(self.node).start;
        self.session.refuse_part(self.node, (start, ""), name, (expected, hint));
    }

    /// Matches written fields against those of a type: each problem recorded, what is left to read
    /// in the order of the file.
    pub(super) fn slots(
        &self,
        type_name: &'static str,
        fields: &'static [&'static str],
    ) -> Vec<(&'static str, Slot)> {
        let mut slots = self.written_slots(fields);
        for field in fields {
            if slots.iter().any(|(name, _)| name == field) {
                continue;
            }
            let key = (self.node, *field);
            let supplied = self.session.repairs.borrow().supplied.get(&key).copied();
            let is_mandatory =
                || self.session.repairs.borrow().mandatory.contains(&(type_name, fields, field));
            if supplied == Some(Mended::StandIn) || supplied.is_none() && is_mandatory() {
                self.missing(type_name, fields, field);
                slots.push((field, Slot::Supplied));
            }
        }
        slots.retain(|(_, slot)| match slot {
            Slot::Written(node) => !self.session.is_left_out(*node),
            Slot::Supplied => true,
        });
        slots
    }

    fn written_slots(&self, fields: &'static [&'static str]) -> Vec<(&'static str, Slot)> {
        let Kind::Fields { fields: written, .. } = self.kind() else { return Vec::new() };
        let known = |name: &str| fields.iter().copied().find(|field| *field == name);
        let mut slots: Vec<(&'static str, Slot)> = Vec::with_capacity(written.len());
        for entry in written {
            let name = entry.name.as_str();
            let part = (entry.start, name);
            let field = known(name).or_else(|| {
                if self.session.is_full() {
                    return None;
                }
                let near = crate::base::problem::nearest(name, fields.iter().copied());
                let hint = near.map(crate::base::problem::did_you_mean);
                let expected = wording::one_field(fields);
                self.session.refuse_part(self.node, part, name, (expected, hint));
                // The name that was meant, if it is not there as well.
                let is_free = |near: &str| !written.iter().any(|other| other.name == near);
                known(near.filter(|near| is_free(near) && name.chars().count() > 3)?)
            });
            let Some(field) = field else { continue };
            if slots.iter().any(|(name, _)| *name == field) {
                if known(name).is_some() {
                    let expected = wording::field_once();
                    self.session.refuse_part(self.node, part, name, (expected, None));
                }
                continue;
            }
            slots.push((field, Slot::Written(entry.value)));
        }
        slots
    }

    /// Records a missing field and has it supplied from now on.
    fn missing(
        &self,
        type_name: &'static str,
        fields: &'static [&'static str],
        field: &'static str,
    ) {
        {
            let mut repairs = self.session.repairs.borrow_mut();
            repairs.mandatory.insert((type_name, fields, field));
            if repairs.supplied.insert((self.node, field), Mended::StandIn).is_some() {
                return;
            }
        }
        let start = self.tree().node(self.node).start;
        let found = self.tree().text(self.node);
        let expected = (wording::missing_field(field), None);
        self.session.refuse_part(self.node, (start, field), found, expected);
    }

    /// What a structure's own type says is missing, unless it was left out here.
    pub(super) fn settle_structure(
        &self,
        type_name: &'static str,
        fields: &'static [&'static str],
        failure: Failure,
    ) -> Failure {
        let Failure::Missing(field) = failure else { return failure };
        if !fields.contains(&field) {
            return failure;
        }
        let is_supplied = self.session.repairs.borrow().supplied.contains_key(&(self.node, field));
        let is_written = self.written_slots(fields).iter().any(|(name, _)| *name == field);
        if is_supplied || is_written {
            self.session.degrade(self.node);
        } else {
            self.missing(type_name, fields, field);
        }
        Failure::Settled
    }

    /// Reads a missing field's stand-in; where none will do, it stays missing.
    pub(super) fn supply<'de, S: DeserializeSeed<'de>>(
        &self,
        field: &'static str,
        seed: S,
    ) -> Result<S::Value, Failure> {
        seed.deserialize(StandIn::new()).map_err(|_| {
            let key = (self.node, field);
            self.session.repairs.borrow_mut().supplied.insert(key, Mended::LeftOut);
            Failure::Settled
        })
    }

    /// Visits a structure's fields.
    pub(super) fn visit_structure<'de, V: Visitor<'de>>(
        self,
        type_name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let slots = self.slots(type_name, fields);
        let access = super::access::Structure::new(self, slots);
        visitor
            .visit_map(access)
            .map_err(|failure| self.settle_structure(type_name, fields, failure))
    }
}
