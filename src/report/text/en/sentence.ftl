# Events, orders and facts, one sentence or phrase each. Numbers come from the program, names from
# map, plan and scenario.

people = { $people ->
    [one] 1 person
   *[other] { $people } people
}
teams = { $count ->
    [one] 1 team
   *[other] { $count } teams
}
vehicles-none = none
minutes = { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}

# What people and things are called
party-control = exercise control
party-sensor = { $name }
party-people = people at { $name }
place-near = near { $name }
incident-at = { $kind } at { $place }
incident-unknown = incident
task-at = { $task } ({ $incident })
casualty-of = casualty { $number } of { $incident }
road-near = the { $class } near { $place }
bridge-near = the { $structure } ({ $class }) near { $place }

# Levels
level-warning = { $level ->
    [0] no warning
    [1] blue warning
    [2] yellow warning
    [3] orange warning
   *[4] red warning
}
level-response = { $level ->
    [0] no emergency response
    [1] level IV response
    [2] level III response
    [3] level II response
   *[4] level I response
}
level-class = { $level ->
    [0] no event class
    [1] general event
    [2] fairly grave event
    [3] grave event
   *[4] extremely grave event
}
level-risk = { $level ->
    [0] no risk level
    [1] low risk
    [2] moderate risk
    [3] considerable risk
   *[4] high risk
}

# Facts
fact-rain-one-hour = { $value } mm of rain in one hour at { $subject }
fact-rain-three-hours = { $value } mm of rain in three hours at { $subject }
fact-river-stage = water { $value } cm above its ordinary stage at { $subject }
fact-reservoir-above = { $subject } { $value } cm above its flood-limit level
fact-reservoir-below = { $subject } { $value } cm below its flood-limit level
fact-reservoir-outflow = outflow of { $subject } { $value } m³/s
fact-road-open = { $subject } can be used
fact-road-closed = { $subject } cannot be used
fact-road-some = { $subject } can be used only by { $profiles }
fact-warning-level = { $level } in force for { $subject }
fact-response-level = { $level } in force for { $subject }
fact-area-stage = { $subject } { $value ->
    [0] is below the evacuation thresholds
    [1] has reached the threshold to prepare to move
   *[2] has reached the threshold to move now
}
fact-area-moved = { $value } people moved out of { $subject }
fact-area-unlisted = { $value } people on no list at { $subject }
fact-zone-condition = { $subject } { $value ->
    [0] is not affected
    [1] is affected
   *[2] has people in danger
}
fact-zone-reachable = { $subject } { $value ->
    [0] cannot be reached by road
   *[1] can be reached by road
}
fact-zone-casualties = { $value } dead or hurt at { $subject }
fact-mast-working = { $subject } { $value ->
    [0] is out of service
   *[1] is working
}
fact-power-supplied = { $subject } { $value ->
    [0] supplies no power
   *[1] supplies power
}
fact-shelter-open = { $subject } { $value ->
    [0] is not open
   *[1] is open
}
fact-area-danger = { $subject } { $value ->
    [0] is out of danger
    [1] is slightly threatened
    [2] is in harmful danger
   *[3] is in deadly danger
}
fact-area-protection = protective action at { $subject }: { $value ->
    [0] none
    [1] shelter in place
   *[2] leave
}
fact-aftershock = aftershock of magnitude { $magnitude } (seismic network, terminal at { $subject })
fact-earthquake = earthquake of magnitude { $magnitude } under { $subject }
fact-wind-direction = wind from { $value }° at { $subject }
fact-incident-substance = substance at { $subject }: { $value ->
    [1] chlorine
    [2] anhydrous ammonia
   *[other] not known
}
fact-people-unsheltered = { $value } people out in the cold in { $subject }
fact-facility-depth = { $subject } stands { $value } cm deep in water
fact-embankment-broken = the embankment above { $subject } { $value ->
    [0] stands
   *[1] has given way
}
fact-river-blocked = the river above { $subject } { $value ->
    [0] is not blocked
   *[1] is blocked by a landslide
}
fact-barrier-lake-below = the lake behind the landslide above { $subject } stands { $value } cm below the crest
fact-barrier-lake-above = the lake behind the landslide above { $subject } { $value ->
    [0] has reached the crest
   *[other] stands { $value } cm over the crest
}
fact-landslide-dam-broken = the landslide dam above { $subject } { $value ->
    [0] stands
   *[1] has been cut through
}
fact-shelter-supplies = { $value } relief kits at { $subject }
fact-shelter-occupancy = { $value } people sheltered at { $subject }
fact-rumour-belief = a rumour about { $subject } is believed by { $value }%
fact-traffic-speed = traffic goes at { $value }% of the free speed: { $subject }
fact-crowd-size = { $value } people gathered: { $subject }
fact-incident = incident: { $subject }
fact-incident-trapped = { $value } trapped: { $subject }
fact-incident-injured = { $value } hurt: { $subject }
fact-incident-state = { $subject } { $value ->
    [0] not yet worked on
    [1] being worked on
   *[2] dealt with
}
fact-team-state = { $subject } { $state }
fact-hospital-beds = { $value } free beds at { $subject }
fact-intensive-care-places = { $value } free intensive-care places at { $subject }
fact-hospital-patients = { $value } casualties taken in by { $subject }
fact-hospital-admits = emergency department of { $subject } { $value ->
    [0] contaminated, takes nobody
   *[1] takes patients
}
facts-more = { $facts } and more, { $count } in all

# What a message is about
about-order = order to { $order }
about-request = request for { $request }
about-call = call-and-confirm
about-message = received: “{ $message }”
about-inject = inject { $inject }
about-report = { $report }
about-document = { $document }
about-meeting = call to a consultation
about-rumour = what is rumoured about { $incident }
about-patient = { $casualty } waits for intensive care, transfer requested
content-none = situation
request-content = { $capability } ({ $count ->
    [one] 1 team
   *[other] { $count } teams
}), { $task }

# Events: beginning, end, control
event-run-started = Play began.
event-run-ended = Play ended.
event-input-taken = Input { $input } from outside was taken.
event-happening-came = It happened: { $title }.
event-happening-averted = It was averted: { $title }.
event-inject-delivered = Exercise control gave inject { $inject } to { $to }: “{ $content }”

# Events: what is true
event-fact-changed = In truth: { $fact }.
event-incident-occurred = { $people ->
    [0] { $incident } occurred.
    [one] { $incident } occurred, involving 1 person.
   *[other] { $incident } occurred, involving { $people } people.
}
event-task-arose = { $incident } needs { $task }: adequate with { $quantity ->
    [one] 1 team
   *[other] { $quantity } teams
}, { $minutes } team-minutes of work.
event-incident-stabilised = All tasks of { $incident } were done.
event-people-in-danger-in-water = { $people ->
    [0] Nobody was in the water at { $area } any more.
    [one] 1 person was in danger of the water at { $area }.
   *[other] { $people } people were in danger of the water at { $area }.
}
event-people-in-danger-cut-off = { $people ->
    [0] Nobody was cut off at { $area } any more.
    [one] 1 person was cut off at { $area }.
   *[other] { $people } people were cut off at { $area }.
}
event-people-in-danger-exposed = { $people ->
    [0] Nobody was exposed at { $area } any more.
    [one] 1 person was exposed at { $area }.
   *[other] { $people } people were exposed at { $area }.
}
event-people-warned = { $people ->
    [one] 1 person
   *[other] { $people } people
} at { $area } were warned by { $channel }.
event-people-departed = { $people ->
    [one] 1 person
   *[other] { $people } people
} set out from { $area } for { $shelter }.
event-people-sheltered = { $people ->
    [one] 1 person
   *[other] { $people } people
} from { $area } arrived at { $shelter }.
event-people-refused = { $people ->
    [one] 1 person
   *[other] { $people } people
} at { $area } declined to move.
event-people-returned = { $people ->
    [one] 1 person
   *[other] { $people } people
} went back to { $area }.
event-people-rescued = { $team } got { $people ->
    [one] 1 person
   *[other] { $people } people
} out of { $area }.
event-people-freed = { $incident }: neighbours got { $people ->
    [one] 1 person
   *[other] { $people } people
} out before a team was there.
event-infection-carried = In truth: { $people ->
    [one] 1 person carries
   *[other] { $people } people carry
} the infection where they live together, ill or not yet.
event-infection-home = In truth: { $people ->
    [one] 1 person carries
   *[other] { $people } people carry
} the infection at home in { $zone }, ill or not yet.
event-infection-passed = In truth: { $people ->
    [one] 1 person was
   *[other] { $people } people were
} infected by others where they live together.
event-infected-home = In truth: { $people ->
    [one] 1 person was
   *[other] { $people } people were
} infected at home in { $zone }.
event-people-taken-home = { $people ->
    [one] 1 person was
   *[other] { $people } people were
} taken home to { $zone }.
event-casualty-occurred = { $casualty } was hurt ({ $cause }), RPM score { $score }.
event-casualty-deteriorated = { $casualty } got worse, RPM score down to { $score }.
event-casualty-reached = { $team } reached { $casualty } and began treatment.
event-casualty-died = { $casualty } died.
event-safety-met = { $team } worked in danger ({ $danger }) at { $task }; all that is declared for its safety held.
event-safety-unmet = { $team } worked in danger ({ $danger }) at { $task } without: { $unmet }.
event-responders-hurt = { $people ->
    [one] 1 person of { $team } was hurt
   *[other] { $people } people of { $team } were hurt
} at { $task } ({ $danger }); the team stood down.
event-casualty-triaged = { $team } sorted { $casualty } as { $category }.
event-patient-left = { $team } left with { $casualty } for { $hospital }.
event-patient-diverted = { $from } could not take { $casualty }; { $team } went on to { $hospital }.
event-patient-handed-over = { $hospital } took over { $casualty }.
event-treatment-started = { $hospital } began to treat { $casualty }.
event-treatment-ended = { $hospital } finished the treatment of { $casualty }.
event-intensive-care-needed = { $casualty } needs intensive care at { $hospital }.
event-intensive-care-started = { $hospital } took { $casualty } into intensive care.
event-casualty-set-out = { $casualty } left for { $hospital } without an ambulance.
event-casualty-presented = { $casualty } came to { $hospital } without an ambulance.
event-casualty-contaminated = { $casualty } is contaminated.
event-casualty-washed-by = { $team } washed { $casualty } clean.
event-casualty-washed = { $casualty } was washed clean at the hospital's door.
event-hospital-contaminated = { $casualty }, who had not been washed, contaminated the emergency department of { $hospital }.

# Events: knowledge and messages
event-fact-observed-party = { $by } came to know: { $fact }.
event-fact-observed-sensor = { $by } measured: { $fact }.
event-fact-observed-hospital = { $by } reported: { $fact }.
event-fact-observed-people = { $by } saw: { $fact }.
event-fact-observed-control = Exercise control set: { $fact }.
event-message-sent = { $from } sent a { $kind } to { $to } by { $channel }: { $content }.
event-message-delivered = The { $kind } from { $from } reached the inbox of { $to }, unread: { $content }.
event-message-lost = The { $kind } from { $from } to { $to } did not arrive ({ $reason }): { $content }.
event-message-read = { $to } read the { $kind } from { $from }: { $content }.
event-message-superseded = The { $kind } from { $from } to { $to } was unread when a newer one took its place: { $content }.

# Events: decisions, requests, documents, levels
event-decided = { $desk } decided under plan { $clause } “{ $title }”.
event-order-issued = { $by } gave the order to { $order }.
event-order-refused = An order was not carried out ({ $reason }): { $order }.
event-order-ended = An order ended: { $order }.
event-request-made = { $by } asked { $to } for { $capability } ({ $count ->
    [one] 1 team
   *[other] { $count } teams
}) for { $task }, to be there by { $due }.
event-request-accepted = { $by } agreed to support { $asker }: { $request }.
event-request-denied = { $by } answered { $asker } that it cannot support: { $request }.
event-request-redirected = { $by } passed the request of { $asker } on: { $request }.
event-report-filed = { $missing ->
    [0] { $by } filed a { $report } with { $to }{ $incident }, complete.
    [one] { $by } filed a { $report } with { $to }{ $incident }, 1 required field missing.
   *[other] { $by } filed a { $report } with { $to }{ $incident }, { $missing } required fields missing.
}
report-incident = { " " }on { $incident }
event-document-drafted = { $by } drafted the { $document }.
event-document-reviewed = { $by } reviewed the { $document }.
event-document-signed = { $by } signed the { $document }.
event-level-declared-warning = { $by } issued a { $level } ({ $event }).
event-level-declared-response = { $by } started the { $level } ({ $event }).
event-level-declared-other = { $by } classed the { $event } as { $level }.
event-level-ended = { $by } ended the { $scale } ({ $event }).
event-meeting-convened = { $by } called { $desks } into a consultation.
event-meeting-ended = The consultation called by { $by } ended.
event-call-placed = { $by } telephoned { $to }, attempt { $attempt }.
event-call-confirmed = { $to } answered and confirmed the call from { $by }.
event-call-acted = { $to } did what the call from { $by } asked for.
event-call-escalated = { $by } could not reach { $post } and called { $to } instead.
event-command-taken = { $by } took { $function } at { $incident }.
event-command-released = { $by } gave up { $function } at { $incident }.
event-deputy-stood-in = { $desk } stood in for a person out of reach.

# Events: tasks and teams
event-task-assigned = { $by } gave { $task } to { $team }.
event-task-released = { $team } was taken off { $task }.
event-team-state-changed = { $team } is now { $state }.
event-team-departed = { $team } set out for { $place }, { $kilometres } km by its route.
event-team-turned-back = { $team } found { $road } closed at { $place } and turned back.
event-team-arrived = { $team } arrived at { $place }.
event-team-arrived-task = { $team } arrived at { $place } for { $task }.
event-team-waited = { $team } waited on scene and could not begin { $task }: { $reason }.
event-team-waited-on = { $team } waited on scene and could not begin { $task }: { $reason }, namely { $on }.
event-team-withdrawn = { $team } stayed out of the danger of { $task } and waited for { $reason }.
event-work-started = { $team } began { $task }.
event-task-completed = Done: { $task }.
event-team-left = { $team } left { $place }.

# Orders
order-dispatch = send { $team } to { $task }
order-recall = recall { $team }
order-withdraw = { $team }: come out of the danger and wait at the site
order-go-back-in = { $team }: go back in and work on
order-stage = stage { $team } at { $at }
order-assign-task = give { $task } to { $to }
order-release-task = give up { $task }
order-request = ask { $to } for { $capability } ({ $count ->
    [one] 1 team
   *[other] { $count } teams
}) for { $task }
order-reply = answer a request: { $answer }
order-acknowledge = acknowledge a message
order-notify = tell { $to } by { $channel }: { $facts }
order-report = send { $to } a { $report } by { $channel }: { $facts }
order-convene = call { $desks } into a consultation
order-declare-level = declare { $level } ({ $event })
order-end-level = end the { $scale } ({ $event })
order-call-post = telephone { $post }: { $facts }
order-warn = tell the people of { $area } to move, by { $channel }
order-evacuate = move the people of { $area } to { $shelter }
order-allow-return = let the people of { $area } return
order-open-shelter = open { $shelter }
order-close-road = close { $road }
order-open-road = open { $road } again
order-cordon = cordon off { $incident }
order-set-outflow = set the outflow of { $reservoir } to { $outflow } m³/s
order-take-command = take { $function } at { $incident }
order-hand-over-command = hand { $function } at { $incident } over to { $to }
order-offer-handover = offer { $task } to { $to }
order-accept-handover = take over { $task }
order-transfer-patient = take { $casualty } to { $hospital }
order-release-supplies = send { $quantity } items from { $depot } to { $to }
order-publish = publish { $facts }
order-appoint-deputy = appoint { $deputy } as deputy
order-supersede = take back an earlier order: { $order }

# Causes and differences
why-title = Causes of event { $seq }, from the earliest to the event itself
why-after = before that it waited for { $seq }: { $sentence }
why-unknown = There is no event { $seq } in this log; it has { $count } events, numbered from 0.
diff-same = Both logs are the same, { $count } events.
diff-parts = The two runs part at event { $seq }; the { $seq } events before it are the same.
diff-left = A
diff-right = B
diff-none = (the log ends here)
diff-event = event
diff-kinds = Events that differ in number after the parting:
diff-outcomes = Outcomes:
diff-figure = figure
diff-change = change (B less A)
figure-person-minutes = person-minutes in danger
figure-sheltered = arrivals at shelters
figure-rescued = people rescued
figure-deaths = deaths
figure-turned-back = teams turned back
figure-messages-read = messages read
figure-messages-lost = messages that did not arrive
figure-tasks-completed = tasks done
