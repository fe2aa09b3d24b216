# 协同缺口的说法：谁、何时、对照什么时限、后果如何。
finding-heading = 协同缺口{ $number } · { $gap } · { $interface }
finding-clause = （预案{ $clause }）
finding-interface = { $holder } → { $needer }
finding-somebody = 有关岗位
finding-derived = 由缺口{ $number }引起，不另计入评定。
finding-causes = 由此引起：缺口{ $numbers }。
finding-limit-source = 时限{ $limit }：{ $source }（{ $standing }）。
finding-team-at = { $team }（{ $clock }）
finding-turned-back = 其间{ $teams }在{ $road }折返。
finding-idle = 其间处于待命：{ $teams }。
finding-no-team = （无）
finding-not-told = { $open ->
    [yes] { $start }{ $holder }已掌握“{ $what }”，{ $needer }到演练结束仍未获知，限时{ $limit }，超出{ $excess }。
   *[no] { $start }{ $holder }已掌握“{ $what }”，{ $needer }{ $end }才获知，限时{ $limit }，超出{ $excess }。
}
finding-report-late = { $open ->
    [yes] { $start }{ $holder }掌握“{ $what }”，应当报告{ $needer }，到演练结束仍未报出，限时{ $limit }，超出{ $excess }。
   *[no] { $start }{ $holder }掌握“{ $what }”，应当报告{ $needer }，{ $end }才报出，限时{ $limit }，超出{ $excess }。
}
finding-unreported = { $open ->
    [yes] { $start }{ $holder }掌握“{ $what }”，应当报告{ $needer }，到演练结束没有报告，限时{ $limit }，超出{ $excess }。
   *[no] { $start }{ $holder }掌握“{ $what }”，应当报告{ $needer }，到{ $end }没有报告，限时{ $limit }，超出{ $excess }。
}
finding-incomplete = { $open ->
    [yes] { $start }{ $holder }向{ $needer }报告“{ $what }”，缺{ $missing }项规定要素，到演练结束未补齐。
   *[no] { $start }{ $holder }向{ $needer }报告“{ $what }”，缺{ $missing }项规定要素，{ $end }补齐。
}
finding-follow-up-late = { $open ->
    [yes] { $start }之后{ $holder }应当向{ $needer }续报“{ $what }”，到演练结束没有续报，间隔不超过{ $limit }，超出{ $excess }。
   *[no] { $start }之后{ $holder }应当向{ $needer }续报“{ $what }”，{ $end }才续报，间隔不超过{ $limit }，超出{ $excess }。
}
finding-figures-differ = { $open ->
    [yes] { $start }{ $needer }手中同一事项有两个数字，后到的是“{ $what }”，与{ $holder }报来的不一致，到演练结束未核对一致，限时{ $limit }，超出{ $excess }。
   *[no] { $start }{ $needer }手中同一事项有两个数字，后到的是“{ $what }”，与{ $holder }报来的不一致，{ $end }才一致，限时{ $limit }，超出{ $excess }。
}
finding-unassigned = { $open ->
    [yes] { $start }{ $needer }已知“{ $task }”，到演练结束{ $holder }没有派出队伍，限时{ $limit }，超出{ $excess }。
   *[no] { $start }{ $needer }已知“{ $task }”，{ $end }{ $holder }才派出队伍，限时{ $limit }，超出{ $excess }。
}
finding-request-unmet = { $open ->
    [yes] { $start }{ $needer }请求{ $holder }支援“{ $task }”，到期时到场力量不足，到演练结束仍未满足。
   *[no] { $start }{ $needer }请求{ $holder }支援“{ $task }”，到期时到场力量不足，{ $end }才满足，超出{ $excess }。
}
finding-waiting = { $open ->
    [yes] { $start }{ $team }到场后等待{ $holder }，到演练结束仍未开始“{ $task }”，等待限时{ $limit }，超出{ $excess }。
   *[no] { $start }{ $team }到场后等待{ $holder }，{ $end }才开始“{ $task }”，等待限时{ $limit }，超出{ $excess }。
}
finding-out-of-order = { $start }{ $team }开始“{ $task }”时，{ $holder }负责的前置任务尚未完成。
finding-level-late = { $open ->
    [yes] { $start }{ $needer }掌握的情况已达到启动{ $level }的条件，到演练结束没有启动，限时{ $limit }，超出{ $excess }。
   *[no] { $start }{ $needer }掌握的情况已达到启动{ $level }的条件，{ $end }才启动，限时{ $limit }，超出{ $excess }。
}
finding-not-called = { $open ->
    [yes] { $start }起{ $holder }应当叫应{ $needer }，到演练结束没有叫应，限时{ $limit }，超出{ $excess }。
   *[no] { $start }起{ $holder }应当叫应{ $needer }，{ $end }才叫应，限时{ $limit }，超出{ $excess }。
}
finding-unconfirmed = { $open ->
    [yes] { $start }起{ $holder }应当叫应{ $needer }，到演练结束{ $needer }没有应答确认，限时{ $limit }，超出{ $excess }。
   *[no] { $start }起{ $holder }应当叫应{ $needer }，{ $end }{ $needer }才应答确认，限时{ $limit }，超出{ $excess }。
}
finding-not-acted = { $open ->
    [yes] { $start }{ $needer }确认了{ $holder }的叫应，到演练结束没有采取行动，限时{ $limit }，超出{ $excess }。
   *[no] { $start }{ $needer }确认了{ $holder }的叫应，{ $end }才采取行动，限时{ $limit }，超出{ $excess }。
}
finding-not-escalated = { $open ->
    [yes] { $start }{ $holder }叫应{ $needer }无应答，到演练结束没有转呼，限时{ $limit }，超出{ $excess }。
   *[no] { $start }{ $holder }叫应{ $needer }无应答，{ $end }才转呼，限时{ $limit }，超出{ $excess }。
}
