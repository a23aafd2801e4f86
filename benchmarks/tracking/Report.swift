import Foundation

/// The results as text.
enum Report {
  /// One line a rule: leak, gone, recall and over, in percent but the last. Then what ``HeadSummary`` tells: leak of faces'
  /// ellipses under plain boxes; leak of boxes, leak of ellipses, and over of head-shaped regions.
  static func table(_ results: [Finding]) -> String {
    let head =
      "family".padded(30) + "rule".padded(36) + "  leak %  gone %  found %   over"
      + "  oval %  head: leak %  oval %   over"
    return ([head] + results.map(line)).joined(separator: "\n")
  }

  private static func line(_ result: Finding) -> String {
    let s = result.summary
    let numbers = String(
      format: "%8.1f%8.1f%9.1f%7.2f", s.leak * 100, s.gone * 100, s.recall * 100, s.over)
    let head = s.head.map {
      String(
        format: "%8.1f%14.1f%8.1f%7.2f", $0.ovalLeak * 100, $0.regionLeak * 100, $0.regionOvalLeak * 100,
        $0.over)
    }
    return result.family.padded(30) + result.rule.padded(36) + numbers + (head ?? "")
  }

  /// All results as comma-separated values.
  static func csv(_ results: [Finding]) -> String {
    let lines = results.map { result in
      let s = result.summary
      let numbers = ([s.leak, s.gone, s.recall, s.over] + (s.head?.values ?? [])).map {
        String(format: "%.4f", $0)
      }
      return "\(result.interval),\(result.family.replacing(",", with: ";")),\(result.rule),"
        + numbers.joined(separator: ",") + (s.head == nil ? ",,,," : "")
    }
    return
      (["interval_ms,family,rule,leak,gone,recall,over,oval_leak,head_leak,head_oval_leak,head_over"] + lines)
      .joined(separator: "\n") + "\n"
  }

  /// For each family: the tracker's leak where it hides as much as a rule of today, as a ratio of that rule's,
  /// beside the ratio that is asked for.
  static func comparison(_ results: [Finding]) -> String {
    let families = results.map(\.family).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let head = "family".padded(30) + "rule".padded(36) + "  ms   over  leak %  ours %  ratio  asked"
    let lines = [Int64(200), 500].flatMap { interval in
      families.flatMap { family in
        let here = results.filter { $0.family == family && $0.interval == interval }
        return [(Rule.frozen, 1.0 / 3), (Rule.linear, 0.5)].map { rule, asked in
          let asked = family == Family.violent.name ? 1 : asked
          return family.padded(30) + rule.name.padded(36) + "\(interval)" + against(rule, here, asked)
        }
      }
    }
    return ([head] + lines).joined(separator: "\n")
  }

  /// A rule's leak and ours where both hide as much; a rule that hides less than we ever do is grown first.
  private static func against(_ rule: Rule, _ results: [Finding], _ asked: Double) -> String {
    let ours = results.filter { $0.curve == Rule.ourCurve }.map(\.summary)
    let theirs = results.filter { $0.rule == rule.name || rule.curve != nil && $0.curve == rule.curve }
      .map(\.summary)
    let own = results.first { $0.rule == rule.name }?.summary.over ?? 0
    let over = max(own, ours.map(\.over).min() ?? 0)
    let (theirLeak, ourLeak) = (leak(theirs, at: over), leak(ours, at: over))
    let ratio = ourLeak / max(1e-9, theirLeak)
    let numbers = String(
      format: "%7.2f%8.1f%8.1f%7.2f%7.2f ", over, theirLeak * 100, ourLeak * 100, ratio, asked)
    return numbers + (ratio <= asked ? "pass" : "MISS")
  }

  /// The leak of a curve at an amount of cover, interpolated; the nearest end's outside the curve.
  private static func leak(_ curve: [Summary], at over: Double) -> Double {
    let points = curve.sorted { $0.over < $1.over }
    guard let next = points.firstIndex(where: { $0.over >= over }) else { return points.last?.leak ?? 0 }
    guard next > 0 else { return points[0].leak }
    let (a, b) = (points[next - 1], points[next])
    return a.leak + (b.leak - a.leak) * (over - a.over) / (b.over - a.over)
  }
}

extension String {
  /// The string with spaces up to a length.
  fileprivate func padded(_ length: Int) -> String {
    self + String(repeating: " ", count: max(1, length - count))
  }
}
