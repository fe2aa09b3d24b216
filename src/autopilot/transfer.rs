//! Where patients are taken for whom a hospital has no place in intensive care: the first hospital
//! of the plan's list that the desk does not believe full, contaminated or without a place itself.

use super::{Decision, Decisions, View};
use crate::base::id::{CasualtyId, FacilityId};
use crate::vocabulary::channel::Priority;
use crate::vocabulary::fact::{Fact, FactKind, Subject};
use crate::vocabulary::order::Order;

/// Orders the transfer that a hospital asks for, where the desk is the one that the plan names and
/// knows of a hospital that may take the patient.
pub(super) fn answer(
    view: &View<'_>,
    casualty: CasualtyId,
    from: FacilityId,
    decisions: &mut Decisions,
) {
    let Some(transfer) = view.plan.intensive_care().and_then(|care| care.transfer.as_ref()) else {
        return;
    };
    let fact = |kind, hospital| Fact::new(kind, Subject::Facility(hospital));
    let takes = |hospital: &FacilityId| {
        let kinds =
            [FactKind::HospitalBeds, FactKind::IntensiveCarePlaces, FactKind::HospitalAdmits];
        let nil = |kind| view.picture.value(fact(kind, *hospital)).is_some_and(|it| it <= 0);
        *hospital != from && !kinds.into_iter().any(nil)
    };
    let Some(hospital) = transfer.to.iter().copied().find(takes) else { return };
    if transfer.desk == view.desk {
        decisions.orders.push(Decision {
            clause: Some(transfer.clause),
            order: Order::TransferPatient { casualty, hospital },
            inputs: view.versions(&[fact(FactKind::IntensiveCarePlaces, from)]),
            approval: None,
            priority: Priority::Urgent,
        });
    }
}
