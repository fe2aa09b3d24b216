# Coordination gaps: who, when, against which limit, with what consequence.
finding-heading = Gap { $number } · { $gap } · { $interface }
finding-clause = { " " }(plan { $clause })
finding-interface = { $holder } → { $needer }
finding-somebody = a desk
finding-derived = Follows from gap { $number }; not counted again in ratings.
finding-causes = It led to gap { $numbers }.
finding-limit-source = Limit of { $limit }: { $source } ({ $standing }).
finding-team-at = { $team } ({ $clock })
finding-turned-back = Meanwhile teams turned back at { $road }: { $teams }.
finding-idle = Idle in the meantime: { $teams }.
finding-no-team = (none)
finding-not-told = { $open ->
    [yes] At { $start } { $holder } knew “{ $what }”; { $needer } had not learned of it when the exercise ended, { $excess } over the limit of { $limit }.
   *[no] At { $start } { $holder } knew “{ $what }”; { $needer } learned of it at { $end }, { $excess } over the limit of { $limit }.
}
finding-report-late = { $open ->
    [yes] At { $start } { $holder } knew “{ $what }” and was to report it to { $needer }; it had not done so when the exercise ended, { $excess } over the limit of { $limit }.
   *[no] At { $start } { $holder } knew “{ $what }” and was to report it to { $needer }; it did so at { $end }, { $excess } over the limit of { $limit }.
}
finding-unreported = { $open ->
    [yes] At { $start } { $holder } knew “{ $what }” and was to report it to { $needer }; it made no report before the exercise ended, { $excess } over the limit of { $limit }.
   *[no] At { $start } { $holder } knew “{ $what }” and was to report it to { $needer }; it had made no report by { $end }, { $excess } over the limit of { $limit }.
}
finding-incomplete = { $open ->
    [yes] At { $start } { $holder } reported “{ $what }” to { $needer } without { $missing } of the required fields; they were still missing when the exercise ended.
   *[no] At { $start } { $holder } reported “{ $what }” to { $needer } without { $missing } of the required fields; they followed at { $end }.
}
finding-follow-up-late = { $open ->
    [yes] After { $start } { $holder } was to follow up on “{ $what }” with { $needer } at least every { $limit }; it had not when the exercise ended, { $excess } over.
   *[no] After { $start } { $holder } was to follow up on “{ $what }” with { $needer } at least every { $limit }; it did at { $end }, { $excess } over.
}
finding-figures-differ = { $open ->
    [yes] At { $start } { $needer } held two figures of one matter, of which “{ $what }” was the later; that of { $holder } still differed from it when the exercise ended, { $excess } over the limit of { $limit }.
   *[no] At { $start } { $needer } held two figures of one matter, of which “{ $what }” was the later and that of { $holder } another; they agreed at { $end }, { $excess } over the limit of { $limit }.
}
finding-unassigned = { $open ->
    [yes] At { $start } { $needer } knew of { $task }; { $holder } had sent no team when the exercise ended, { $excess } over the limit of { $limit }.
   *[no] At { $start } { $needer } knew of { $task }; { $holder } sent a team at { $end }, { $excess } over the limit of { $limit }.
}
finding-request-unmet = { $open ->
    [yes] At { $start } { $needer } asked { $holder } for support with { $task }; too few teams were there when it fell due, and still when the exercise ended.
   *[no] At { $start } { $needer } asked { $holder } for support with { $task }; too few teams were there when it fell due, enough at { $end }, { $excess } later.
}
finding-waiting = { $open ->
    [yes] At { $start } { $team } was on scene and waited for { $holder }; it had not begun { $task } when the exercise ended, { $excess } over the limit of { $limit }.
   *[no] At { $start } { $team } was on scene and waited for { $holder }; it began { $task } at { $end }, { $excess } over the limit of { $limit }.
}
finding-out-of-order = At { $start } { $team } began { $task } before { $holder } had finished what comes first.
finding-level-late = { $open ->
    [yes] At { $start } { $needer } knew what starts the { $level }; it was not started before the exercise ended, { $excess } over the limit of { $limit }.
   *[no] At { $start } { $needer } knew what starts the { $level }; it was started at { $end }, { $excess } over the limit of { $limit }.
}
finding-not-called = { $open ->
    [yes] From { $start } { $holder } was to telephone { $needer }; it had not when the exercise ended, { $excess } over the limit of { $limit }.
   *[no] From { $start } { $holder } was to telephone { $needer }; it did at { $end }, { $excess } over the limit of { $limit }.
}
finding-unconfirmed = { $open ->
    [yes] From { $start } { $holder } was to reach { $needer } by telephone; { $needer } had not confirmed when the exercise ended, { $excess } over the limit of { $limit }.
   *[no] From { $start } { $holder } was to reach { $needer } by telephone; { $needer } confirmed at { $end }, { $excess } over the limit of { $limit }.
}
finding-not-acted = { $open ->
    [yes] At { $start } { $needer } confirmed the call from { $holder }; it had not acted when the exercise ended, { $excess } over the limit of { $limit }.
   *[no] At { $start } { $needer } confirmed the call from { $holder }; it acted at { $end }, { $excess } over the limit of { $limit }.
}
finding-not-escalated = { $open ->
    [yes] At { $start } { $holder } could not reach { $needer }; it called nobody else before the exercise ended, { $excess } over the limit of { $limit }.
   *[no] At { $start } { $holder } could not reach { $needer }; it called somebody else at { $end }, { $excess } over the limit of { $limit }.
}
