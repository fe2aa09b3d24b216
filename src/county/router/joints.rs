//! The joints of a skeleton alone and what leads between them at best, side by side in memory:
//! floods of a whole county, of which landmarks need dozens, read little else.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::skeleton::{Part, Skeleton, Spot};
use super::{Direction, NEVER};

/// Joints and the stretches between them.
#[derive(Debug)]
pub(super) struct Joints {
    outward: Ways,
    inward: Ways,
}

/// Where one joint after the other leads in one direction.
#[derive(Debug)]
struct Ways {
    /// Where each joint's ways begin; one more than there are joints.
    first: Vec<u32>,
    /// The joint at the other end, and the time in ms.
    ways: Vec<(Spot, u32)>,
}

/// The quickest journeys between one joint and all others.
#[derive(Debug)]
pub(super) struct Flood {
    /// By joint: the time in ms, [`NEVER`] where no way leads.
    pub(super) times: Vec<u32>,
    /// By joint: the one before it on a quickest journey; that of the first is of no meaning.
    pub(super) before: Vec<Spot>,
    /// Joints that are reached, by time.
    pub(super) reached: Vec<Spot>,
}

impl Joints {
    pub(super) fn new(skeleton: &Skeleton) -> Self {
        let [outward, inward] =
            [Direction::Outward, Direction::Inward].map(|direction| Ways::new(skeleton, direction));
        Self { outward, inward }
    }

    pub(super) fn count(&self) -> usize {
        self.outward.first.len() - 1
    }

    /// The quickest journeys that begin (outward) or end (inward) at a joint.
    pub(super) fn flood(&self, start: Spot, direction: Direction) -> Flood {
        let ways = match direction {
            Direction::Outward => &self.outward,
            Direction::Inward => &self.inward,
        };
        let count = self.count();
        let mut flood =
            Flood { times: vec![NEVER; count], before: vec![start; count], reached: Vec::new() };
        flood.times[start.index()] = 0;
        // Time and joint are one number, so that one comparison tells.
        let mut heap = BinaryHeap::from([Reverse(u64::from(start.0))]);
        while let Some(Reverse(entry)) = heap.pop() {
            let (time, joint) = ((entry >> 32) as u32, Spot(entry as u32));
            if time != flood.times[joint.index()] {
                continue;
            }
            flood.reached.push(joint);
            for (other, takes) in ways.of(joint) {
                let next = time.saturating_add(*takes);
                let known = &mut flood.times[other.index()];
                if next < *known {
                    *known = next;
                    flood.before[other.index()] = joint;
                    heap.push(Reverse(u64::from(next) << 32 | u64::from(other.0)));
                }
            }
        }
        flood
    }
}

impl Ways {
    fn new(skeleton: &Skeleton, direction: Direction) -> Self {
        let mut all = Self { first: vec![0], ways: Vec::new() };
        for joint in (0..skeleton.joint_count() as u32).map(Spot) {
            let ways = skeleton.stretches(joint, direction, Part::Joints);
            all.ways.extend(ways.map(|(stretch, other)| (other, skeleton.time[stretch.index()])));
            all.first.push(all.ways.len() as u32);
        }
        all
    }

    #[inline]
    fn of(&self, joint: Spot) -> &[(Spot, u32)] {
        let first = self.first[joint.index()] as usize;
        &self.ways[first..self.first[joint.index() + 1] as usize]
    }
}
