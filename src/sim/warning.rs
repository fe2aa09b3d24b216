//! How the people of a hazard area come to be warned: over a channel and by word of mouth, some
//! soon and some late, until all are warned whom the channel reaches; from door to door everybody.

use super::agenda::Occurrence;
use super::people::share;
use super::post::born;
use super::stage::Stage;
use crate::base::id::AreaId;
use crate::base::key::Key;
use crate::base::time::Duration;
use crate::event_log::event::{Event, Seq};
use crate::hazard::warning::{self, Diffusion, PublicChannel};
use crate::scenario::DAY_MINUTES;
use crate::vocabulary::channel::Channel;

/// Parts in which those whom a channel reaches are told to be warned, one after the other.
const STEPS: u32 = 5;
/// The part of those within reach with whom the last are taken to be warned: the model's curve
/// comes near to all of them and never quite there.
const ALL_BUT_NOBODY: f64 = 0.99;

/// A warning on its way among the people of an area.
#[derive(Debug, Clone)]
pub struct Spread {
    /// Channel.
    channel: Channel,
    /// How it goes.
    course: Diffusion,
    /// People who were unaware when it was given.
    unaware: u32,
    /// The event by which it was given.
    cause: Seq,
}

impl Spread {
    /// Of those who were unaware, how many are warned after so many steps where nothing else warns
    /// them.
    fn warned_by(&self, step: u32) -> u32 {
        share(self.unaware, self.course.reach * f64::from(step) / f64::from(STEPS))
    }

    /// Of `unaware` people who are still there, how many the step of that number warns: over
    /// several channels together `1 - prod(1 - p)` are warned.
    fn newly(&self, step: u32, unaware: u32) -> u32 {
        let before = self.warned_by(step - 1);
        let left = self.unaware - before;
        let unaware = u64::from(unaware.min(left));
        let due = u64::from(self.warned_by(step) - before);
        let people = (due * unaware).div_ceil(u64::from(left.max(1)));
        u32::try_from(people).expect("no more than are there")
    }

    /// From the warning to the step of that number.
    fn wait(&self, step: u32) -> Duration {
        wait_for(&self.course, f64::from(step) / f64::from(STEPS))
    }
}

/// How a warning goes over a channel, by day or by night. A desk that has no other means has the
/// people of an area called one by one, which reaches as many as short messages do.
pub fn course_of(channel: Channel, is_day: bool) -> Diffusion {
    let public = match channel {
        Channel::Loudspeaker => PublicChannel::Loudspeaker,
        Channel::Broadcast => PublicChannel::Media,
        Channel::InPerson | Channel::Courier => PublicChannel::DoorToDoor,
        _ => PublicChannel::TextMessage,
    };
    warning::diffusion(public, !is_day)
}

/// From a warning until this part of those within its reach is warned.
fn wait_for(course: &Diffusion, part: f64) -> Duration {
    let rank = course.reach * part.min(ALL_BUT_NOBODY);
    let minutes = course.minutes(rank).expect("less than it reaches");
    Duration::from_seconds_f64(60.0 * minutes)
}

impl Stage<'_, '_> {
    /// How a warning over a channel goes at this hour.
    fn course_now(&self, channel: Channel) -> Diffusion {
        let minute = self.drill().scenario.start.minute_of_day(self.now());
        course_of(channel, DAY_MINUTES.contains(&minute))
    }

    /// People of an area are warned over a channel; those on no list hear only what is loud.
    pub fn warn_area(&mut self, area: AreaId, channel: Channel, cause: Seq) {
        let unaware = self.area(area).unaware();
        self.spread_warning(area, channel, unaware, cause);
    }

    /// Some people of an area are visited at their doors; how long until those are warned who are
    /// at this rank of them.
    pub fn warn_at_doors(
        &mut self,
        area: AreaId,
        people: u32,
        cause: Seq,
    ) -> impl Fn(f64) -> Duration + use<> {
        self.spread_warning(area, Channel::InPerson, people, cause);
        let course = self.course_now(Channel::InPerson);
        move |rank| wait_for(&course, rank)
    }

    fn spread_warning(&mut self, area: AreaId, channel: Channel, unaware: u32, cause: Seq) {
        let course = self.course_now(channel);
        let spread = Spread { channel, course, unaware, cause };
        let entry = self.area_mut(area);
        let number = u32::try_from(entry.spreads.len()).expect("few warnings");
        entry.spreads.push(spread.clone());
        if unaware == 0 {
            return;
        }
        let key = self.key(area);
        for step in 1..=STEPS {
            let key = Key::born(born::STEP, &[key], 300_000 + number * STEPS + step);
            let at = self.now() + spread.wait(step);
            self.enter(at, Occurrence::WarningSpreads(area, number * STEPS + step - 1), key);
        }
    }

    /// The next part of those whom a warning reaches is warned.
    pub fn warning_spreads(&mut self, area: AreaId, number: u32) {
        let entry = self.area(area);
        let spread = entry.spreads[(number / STEPS) as usize].clone();
        let step = number % STEPS + 1;
        let reached = spread.course.reach * f64::from(step) / f64::from(STEPS);
        let people = spread.newly(step, entry.unaware());
        let visitors = share(entry.visitors, reached);
        let entry = self.area_mut(area);
        entry.visitors_warned = entry.visitors_warned.max(visitors);
        if people == 0 {
            return;
        }
        entry.warned += people;
        let event = Event::PeopleWarned { area, people, channel: spread.channel };
        let seq = self.record(spread.cause, event);
        self.look_at_danger(area, seq);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spread(channel: Channel, is_day: bool, unaware: u32) -> Spread {
        Spread { channel, course: course_of(channel, is_day), unaware, cause: Seq(0) }
    }

    #[test]
    fn the_last_step_comes_last_and_doors_take_longest() {
        for channel in [Channel::Sms, Channel::Loudspeaker, Channel::Broadcast, Channel::InPerson] {
            for is_day in [true, false] {
                let waits: Vec<Duration> =
                    (1..=STEPS).map(|step| spread(channel, is_day, 90).wait(step)).collect();
                assert!(waits.windows(2).all(|pair| pair[0] < pair[1]), "{waits:?}");
                assert!(waits[4] < Duration::from_minutes(180), "{channel:?} {waits:?}");
            }
        }
        let last = |channel| spread(channel, true, 90).wait(STEPS);
        assert!(last(Channel::InPerson) > last(Channel::Loudspeaker));
    }

    proptest! {
        #[test]
        fn a_channel_alone_warns_its_reach_and_two_warn_by_the_product(
            unaware in 0u32..5_000, is_day in any::<bool>(),
        ) {
            let [loud, text] =
                [Channel::Loudspeaker, Channel::Sms].map(|it| spread(it, is_day, unaware));
            let mut left = unaware;
            for step in 1..=STEPS {
                let newly = loud.newly(step, left);
                prop_assert!(newly <= left);
                left -= newly;
            }
            prop_assert_eq!(unaware - left, share(unaware, loud.course.reach));
            // Both at once, step by step: rounding adds less than one person a step.
            let mut left = unaware;
            for step in 1..=STEPS {
                for one in [&loud, &text] {
                    left -= one.newly(step, left).min(left);
                }
            }
            let missed = (1.0 - loud.course.reach) * (1.0 - text.course.reach);
            let expected = f64::from(unaware) * missed;
            prop_assert!((f64::from(left) - expected).abs() <= 2.0 * f64::from(STEPS) + 1.0);
        }
    }
}
