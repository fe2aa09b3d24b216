# 事件、指令、事实的一句话说法。数字由程序给出，名称来自地图、预案与情景。

people = { $people }人
teams = { $count }支队伍
vehicles-none = 中断
minutes = { $minutes }分钟

# 人与物的称呼
party-control = 导调组
party-sensor = { $name }
party-people = { $name }群众
place-near = { $name }附近
incident-at = { $place }{ $kind }
incident-unknown = 险情
task-at = { $task }（{ $incident }）
casualty-of = { $incident }第{ $number }名伤员
road-near = { $place }附近{ $class }
bridge-near = { $place }附近{ $class }{ $structure }

# 级别
level-warning = { $level ->
    [0] 未发布预警
    [1] 蓝色预警
    [2] 黄色预警
    [3] 橙色预警
   *[4] 红色预警
}
level-response = { $level ->
    [0] 未启动应急响应
    [1] 四级应急响应
    [2] 三级应急响应
    [3] 二级应急响应
   *[4] 一级应急响应
}
level-class = { $level ->
    [0] 未定级
    [1] 一般事件
    [2] 较大事件
    [3] 重大事件
   *[4] 特别重大事件
}
level-risk = { $level ->
    [0] 无风险等级
    [1] 低风险
    [2] 一般风险
    [3] 较大风险
   *[4] 重大风险
}

# 事实
fact-rain-one-hour = { $subject }1小时雨量{ $value }毫米
fact-rain-three-hours = { $subject }3小时雨量{ $value }毫米
fact-river-stage = { $subject }水位高出常水位{ $value }厘米
fact-reservoir-above = { $subject }水位超汛限{ $value }厘米
fact-reservoir-below = { $subject }水位低于汛限{ $value }厘米
fact-reservoir-outflow = { $subject }下泄流量{ $value }立方米每秒
fact-road-open = { $subject }可以通行
fact-road-closed = { $subject }不能通行
fact-road-some = { $subject }仅{ $profiles }可以通行
fact-warning-level = { $subject }{ $level }
fact-response-level = { $subject }{ $level }
fact-area-stage = { $subject }{ $value ->
    [0] 未达转移指标
    [1] 达到准备转移指标
   *[2] 达到立即转移指标
}
fact-area-moved = { $subject }已转移{ $value }人
fact-area-unlisted = { $subject }有名册外人员{ $value }人
fact-zone-condition = { $subject }{ $value ->
    [0] 未受灾
    [1] 已受灾
   *[2] 有人员遇险
}
fact-zone-reachable = { $subject }{ $value ->
    [0] 道路中断
   *[1] 道路可通达
}
fact-zone-casualties = { $subject }伤亡{ $value }人
fact-mast-working = { $subject }{ $value ->
    [0] 退服
   *[1] 工作正常
}
fact-power-supplied = { $subject }{ $value ->
    [0] 停电
   *[1] 供电正常
}
fact-shelter-open = { $subject }{ $value ->
    [0] 未启用
   *[1] 已启用
}
fact-area-danger = { $subject }{ $value ->
    [0] 已脱离危险
    [1] 受轻微威胁
    [2] 受有害威胁
   *[3] 受致命威胁
}
fact-area-protection = { $subject }防护措施：{ $value ->
    [0] 无
    [1] 就地避险
   *[2] 撤离
}
fact-aftershock = { $magnitude }级余震（地震台网，{ $subject }终端）
fact-earthquake = { $subject }地下发生{ $magnitude }级地震
fact-wind-direction = { $subject }测得风向{ $value }°
fact-incident-substance = { $subject }涉及物质：{ $value ->
    [1] 氯气
    [2] 液氨
   *[other] 不明
}
fact-people-unsheltered = { $subject }有{ $value }人露宿待安置
fact-facility-depth = { $subject }受淹，水深{ $value }厘米
fact-embankment-broken = { $subject }上游路堤{ $value ->
    [0] 完好
   *[1] 已溃决
}
fact-river-blocked = { $subject }上游河道{ $value ->
    [0] 未被堵塞
   *[1] 被滑坡体堵塞
}
fact-barrier-lake-below = { $subject }上游堰塞湖水位低于坝顶{ $value }厘米
fact-barrier-lake-above = { $subject }上游堰塞湖水位{ $value ->
    [0] 已到坝顶
   *[other] 高出坝顶{ $value }厘米
}
fact-landslide-dam-broken = { $subject }上游堰塞坝{ $value ->
    [0] 完好
   *[1] 已溃决
}
fact-shelter-supplies = { $subject }有救灾物资{ $value }份
fact-shelter-occupancy = { $subject }安置{ $value }人
fact-rumour-belief = 关于{ $subject }的谣言，{ $value }%的人相信
fact-traffic-speed = { $subject }车流速度为自由流的{ $value }%
fact-crowd-size = { $subject }聚集{ $value }人
fact-incident = 发生险情：{ $subject }
fact-incident-trapped = { $subject }被困{ $value }人
fact-incident-injured = { $subject }受伤{ $value }人
fact-incident-state = { $subject }{ $value ->
    [0] 尚未处置
    [1] 正在处置
   *[2] 处置完毕
}
fact-team-state = { $subject }{ $state }
fact-hospital-beds = { $subject }空床{ $value }张
fact-intensive-care-places = { $subject }重症监护空位{ $value }个
fact-hospital-patients = { $subject }已收治伤员{ $value }人
fact-hospital-admits = { $subject }急诊{ $value ->
    [0] 受污染，暂停收治
   *[1] 正常收治
}
facts-more = { $facts }等{ $count }项

# 信息所涉及的内容
about-order = 指令：{ $order }
about-request = 支援请求：{ $request }
about-call = 叫应
about-message = 收到“{ $message }”
about-inject = 导调信息{ $inject }
about-report = { $report }
about-document = { $document }
about-meeting = 会商通知
about-rumour = 听信传言来电询问{ $incident }
about-patient = { $casualty }等候重症监护，请求转院
content-none = 情况
request-content = { $count }支{ $capability }队伍，用于{ $task }

# 事件：开始与结束、导调
event-run-started = 演练开始。
event-run-ended = 演练结束。
event-input-taken = 收到第{ $input }号外部输入。
event-happening-came = 情节发生：{ $title }。
event-happening-averted = 情节已避免：{ $title }。
event-inject-delivered = 导调组向{ $to }下达导调信息{ $inject }：“{ $content }”

# 事件：真实情况
event-fact-changed = 实况：{ $fact }。
event-incident-occurred = { $people ->
    [0] 发生险情：{ $incident }。
   *[other] 发生险情：{ $incident }，涉及{ $people }人。
}
event-task-arose = { $incident }需要{ $task }：{ $quantity }支队伍到场为足够，工作量{ $minutes }队·分钟。
event-incident-stabilised = { $incident }各项任务完成。
event-people-in-danger-in-water = { $people ->
    [0] { $area }已无人涉水遇险。
   *[other] { $area }有{ $people }人涉水遇险。
}
event-people-in-danger-cut-off = { $people ->
    [0] { $area }已无人被困失联。
   *[other] { $area }有{ $people }人被困失联。
}
event-people-in-danger-exposed = { $people ->
    [0] { $area }已无人受威胁。
   *[other] { $area }有{ $people }人受毒气或火势威胁。
}
event-people-warned = { $area }{ $people }人通过{ $channel }收到预警通知。
event-people-departed = { $area }{ $people }人动身前往{ $shelter }。
event-people-sheltered = { $area }{ $people }人到达{ $shelter }。
event-people-refused = { $area }{ $people }人不愿转移。
event-people-returned = { $people }人返回{ $area }。
event-people-rescued = { $team }从{ $area }救出{ $people }人。
event-people-freed = { $incident }：队伍到场前，邻里自救互救救出{ $people }人。
event-infection-carried = 实况：集中居住处有{ $people }人带有感染（已发病或将发病）。
event-infection-home = 实况：回到{ $zone }家中的人员有{ $people }人带有感染（已发病或将发病）。
event-infection-passed = 实况：集中居住处{ $people }人被他人传染。
event-infected-home = 实况：{ $zone }{ $people }人在家中被传染。
event-people-taken-home = { $people }人被接回{ $zone }家中。
event-casualty-occurred = { $casualty }出现（{ $cause }），RPM评分{ $score }。
event-casualty-deteriorated = { $casualty }伤情加重，RPM评分降至{ $score }。
event-casualty-reached = { $team }接触到{ $casualty }并开始救治。
event-casualty-died = { $casualty }死亡。
event-safety-met = { $team }在{ $task }进入{ $danger }作业，安全要素均已具备。
event-safety-unmet = { $team }在{ $task }进入{ $danger }作业，尚缺：{ $unmet }。
event-responders-hurt = { $team }在{ $task }作业时有{ $people }人受伤（{ $danger }），队伍撤出，不再承担任务。
event-casualty-triaged = { $team }对{ $casualty }检伤分类：{ $category }。
event-patient-left = { $team }送{ $casualty }前往{ $hospital }。
event-patient-diverted = { $from }无法接收，{ $team }将{ $casualty }转送{ $hospital }。
event-patient-handed-over = { $hospital }接收{ $casualty }。
event-treatment-started = { $hospital }开始为{ $casualty }治疗。
event-treatment-ended = { $hospital }完成对{ $casualty }的治疗。
event-intensive-care-needed = { $casualty }在{ $hospital }需要重症监护。
event-intensive-care-started = { $hospital }将{ $casualty }收入重症监护。
event-casualty-set-out = { $casualty }未等救护车，自行前往{ $hospital }。
event-casualty-presented = { $casualty }自行到达{ $hospital }。
event-casualty-contaminated = { $casualty }身上沾染有毒物质。
event-casualty-washed-by = { $team }为{ $casualty }洗消完毕。
event-casualty-washed = { $casualty }在医院门口洗消完毕。
event-hospital-contaminated = { $casualty }未经洗消进入{ $hospital }，急诊区受污染。

# 事件：知情与信息
event-fact-observed-party = { $by }掌握情况：{ $fact }。
event-fact-observed-sensor = { $by }测得：{ $fact }。
event-fact-observed-hospital = { $by }上报：{ $fact }。
event-fact-observed-people = { $by }发现：{ $fact }。
event-fact-observed-control = 导调组设定：{ $fact }。
event-message-sent = { $from }通过{ $channel }向{ $to }发出{ $kind }：{ $content }。
event-message-delivered = { $from }发出的{ $kind }送达{ $to }，待阅：{ $content }。
event-message-lost = { $from }发给{ $to }的{ $kind }没有送达（{ $reason }）：{ $content }。
event-message-read = { $to }读到{ $from }发出的{ $kind }：{ $content }。
event-message-superseded = { $from }发给{ $to }的{ $kind }尚未阅读，已有更新的信息取代：{ $content }。

# 事件：决定、请求、文件、级别
event-decided = { $desk }依据预案{ $clause }“{ $title }”作出决定。
event-order-issued = { $by }下达指令：{ $order }。
event-order-refused = 指令未被执行（{ $reason }）：{ $order }。
event-order-ended = 指令结束：{ $order }。
event-request-made = { $by }请求{ $to }派出{ $count }支{ $capability }队伍，用于{ $task }，要求{ $due }前到位。
event-request-accepted = { $by }同意支援{ $asker }：{ $request }。
event-request-denied = { $by }答复{ $asker }不能支援：{ $request }。
event-request-redirected = { $by }将{ $asker }的请求转给其他单位：{ $request }。
event-report-filed = { $missing ->
    [0] { $by }向{ $to }报送{ $report }{ $incident }，要素齐全。
   *[other] { $by }向{ $to }报送{ $report }{ $incident }，缺{ $missing }项要素。
}
report-incident = （{ $incident }）
event-document-drafted = { $by }拟出“{ $document }”文稿。
event-document-reviewed = { $by }审核“{ $document }”文稿。
event-document-signed = { $by }签发“{ $document }”文件。
event-level-declared-warning = { $by }发布{ $event }{ $level }。
event-level-declared-response = { $by }启动{ $event }{ $level }。
event-level-declared-other = { $by }认定{ $event }为{ $level }。
event-level-ended = { $by }终止{ $event }{ $scale }。
event-meeting-convened = { $by }召集{ $desks }会商研判。
event-meeting-ended = { $by }召集的会商结束。
event-call-placed = { $by }第{ $attempt }次叫应{ $to }。
event-call-confirmed = { $to }应答并确认{ $by }的叫应。
event-call-acted = { $to }按{ $by }的叫应采取了行动。
event-call-escalated = { $by }叫应{ $post }未果，改叫{ $to }。
event-command-taken = { $by }承担{ $incident }的{ $function }。
event-command-released = { $by }不再承担{ $incident }的{ $function }。
event-deputy-stood-in = { $desk }代行上级职责。

# 事件：任务与队伍
event-task-assigned = { $by }将{ $task }交给{ $team }。
event-task-released = { $team }不再承担{ $task }。
event-team-state-changed = { $team }状态变为“{ $state }”。
event-team-departed = { $team }出发前往{ $place }，路程{ $kilometres }公里。
event-team-turned-back = { $team }行至{ $place }，遇{ $road }不通，折返。
event-team-arrived = { $team }到达{ $place }。
event-team-arrived-task = { $team }到达{ $place }，任务是{ $task }。
event-team-waited = { $team }在现场等待，不能开始{ $task }：{ $reason }。
event-team-waited-on = { $team }在现场等待，不能开始{ $task }：{ $reason }，等的是{ $on }。
event-team-withdrawn = { $team }在{ $task }的危险区域外等待{ $reason }。
event-work-started = { $team }开始{ $task }。
event-task-completed = { $task }完成。
event-team-left = { $team }离开{ $place }。

# 指令
order-dispatch = 派{ $team }执行{ $task }
order-recall = 召回{ $team }
order-withdraw = { $team }撤出危险区域，原地待命
order-go-back-in = { $team }返回继续作业
order-stage = { $team }到{ $at }待命
order-assign-task = 由{ $to }负责{ $task }
order-release-task = 不再负责{ $task }
order-request = 请{ $to }派出{ $count }支{ $capability }队伍，用于{ $task }
order-reply = 答复支援请求：{ $answer }
order-acknowledge = 确认收到信息
order-notify = 通过{ $channel }将{ $facts }通报{ $to }
order-report = 通过{ $channel }将{ $facts }作为{ $report }报{ $to }
order-convene = 召集{ $desks }会商研判
order-declare-level = 宣布{ $event }{ $level }
order-end-level = 终止{ $event }{ $scale }
order-call-post = 叫应{ $post }，告知{ $facts }
order-warn = 通过{ $channel }通知{ $area }群众转移
order-evacuate = 将{ $area }群众转移到{ $shelter }
order-allow-return = 允许{ $area }群众返回
order-open-shelter = 启用{ $shelter }
order-close-road = 封闭{ $road }
order-open-road = 恢复{ $road }通行
order-cordon = 在{ $incident }设置警戒
order-set-outflow = 将{ $reservoir }下泄流量调至{ $outflow }立方米每秒
order-take-command = 承担{ $incident }的{ $function }
order-hand-over-command = 将{ $incident }的{ $function }移交{ $to }
order-offer-handover = 请{ $to }接手{ $task }
order-accept-handover = 接手{ $task }
order-transfer-patient = 将{ $casualty }转往{ $hospital }
order-release-supplies = 从{ $depot }调运{ $quantity }件物资到{ $to }
order-publish = 向社会发布{ $facts }
order-appoint-deputy = 由{ $deputy }代行职责
order-supersede = 撤销原指令：{ $order }

# 因果链与差异
why-title = 事件{ $seq }的因果链：自最早的原因到该事件
why-after = 在此之前还要等{ $seq }：{ $sentence }
why-unknown = 记录中没有事件{ $seq }；本次演练共有{ $count }个事件，编号从0开始。
diff-same = 两次演练的记录完全相同，共{ $count }个事件。
diff-parts = 两次演练在第{ $seq }个事件分开，此前{ $seq }个事件相同。
diff-left = 甲
diff-right = 乙
diff-none = （记录到此为止）
diff-event = 事件
diff-kinds = 分开之后，数量不同的事件：
diff-outcomes = 结果对照：
diff-figure = 指标
diff-change = 差值（乙减甲）
figure-person-minutes = 遇险人·分钟
figure-sheltered = 到达安置点人次
figure-rescued = 救出人数
figure-deaths = 死亡人数
figure-turned-back = 折返次数
figure-messages-read = 阅读信息条数
figure-messages-lost = 未送达信息条数
figure-tasks-completed = 完成任务数
