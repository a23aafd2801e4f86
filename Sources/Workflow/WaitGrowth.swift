/// How long to wait between looks at a job: short at first, since short videos are soon done, then longer. Looking
/// once a minute, a job of six hours takes fewer than 400 looks, so an execution's history stays far below Step
/// Functions' 25,000 events.
enum WaitGrowth {
  private static let first = 5.0
  private static let factor = 1.5
  private static let most = 60.0

  /// Seconds to wait after so many looks.
  static func seconds(afterPolls polls: Int) -> Int {
    var wait = first
    for _ in 0..<max(0, min(polls, 100)) where wait < most { wait *= factor }
    return Int(min(wait, most))
  }
}
