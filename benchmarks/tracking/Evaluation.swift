import Geometry

/// A rule's mean score over the worlds of a family, at one sampling interval.
struct Finding: Sendable {
  var interval: Int64
  var family: String
  var rule: String
  var curve: String?
  var summary: Summary
}

/// Runs every rule on every world.
enum Evaluation {
  /// Milliseconds between samples.
  static let intervals: [Int64] = [100, 200, 333, 500, 1000]

  /// How many worlds there are of each family and size: single ones differ by half as much again.
  static let rounds: UInt64 = 3

  /// The probability knob's curve, without a margin.
  static let coverages = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92, 0.95, 0.98, 0.99, 0.999]

  /// Today's rules, linear grown by margins (so that it too has a curve), and the tracker's curve and default.
  static let rules: [Rule] =
    Rule.today + [0.05, 0.1, 0.15, 0.2, 0.3].map(Rule.linear(margin:))
    + coverages.map { Rule.tracker(coverage: $0, margin: 0) } + [Rule.default]

  /// The results of one family, in the order of intervals and rules.
  static func results(_ family: Family, seed: UInt64) -> [Finding] {
    results(worlds(family, seed: seed))
  }

  private static func worlds(_ family: Family, seed: UInt64) -> [World] {
    (0..<rounds).flatMap { round in
      family.sizes.enumerated().map { index, heights in
        World(family, heights: heights, seed: (round * 100 + seed) * 10 + UInt64(index))
      }
    }
  }

  /// The results of the worlds of one family.
  static func results(_ worlds: [World]) -> [Finding] {
    intervals.flatMap { interval in
      let told = worlds.enumerated().map { index, world in
        Sampling(interval: interval).samples(of: world, seed: UInt64(index))
      }
      return rules.map { rule in
        let scores = zip(worlds, told).map { Score($0, hidden: rule.hide($1, $0.times)) }
        return Finding(
          interval: interval, family: worlds[0].family, rule: rule.name, curve: rule.curve,
          summary: Summary(scores))
      }
    }
  }

  /// The means of each rule over some families' results.
  static func means(_ results: [Finding], named name: String) -> [Finding] {
    intervals.flatMap { interval in
      rules.map { rule in
        let same = results.filter { $0.interval == interval && $0.rule == rule.name }
        return Finding(
          interval: interval, family: name, rule: rule.name, curve: rule.curve,
          summary: Summary(mean: same.map(\.summary)))
      }
    }
  }
}
