//! Who can come to know what: a flow whose sender never learns its fact will never run.

use super::super::Plan;
use super::super::file::PlanFile;
use crate::base::check::Checker;
use crate::county::place::County;

/// Warns of flows whose sender never learns the fact.
pub(super) fn senders(_check: &mut Checker, _file: &PlanFile, _plan: &Plan, _county: &County) {}
