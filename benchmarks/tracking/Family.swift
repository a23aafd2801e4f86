/// A family of motion: how heads and the camera move. Lengths are in head heights, times in seconds.
struct Family: Sendable {
  var name: String
  /// Heads in the picture at a time.
  var heads = 8
  /// Walking speed, head heights a second: the spread of its two directions.
  var walk = (across: 2.2, down: 0.5)
  /// How often a head starts, stops or turns, a second.
  var turns = 0.5
  /// Share of heads that stand.
  var standing = 0.25
  /// Seconds in which a new speed is reached.
  var easing = 0.2
  /// Rate of growth of the size, a second: mean and spread.
  var growth = (mean: 0.0, spread: 0.08)
  /// Height of the bob of each step, head heights.
  var bob = 0.10
  /// How often a head shakes or nods, a second, and how far, head heights.
  var shaking = (rate: 0.05, reach: 0.2)
  /// Irregular sway of each head, head heights.
  var sway = 0.07
  /// Speed of the camera's pan, head heights a second, and how often it changes.
  var pan = (speed: 0.0, turns: 0.3)
  /// Hand-held shake, head heights.
  var shake = 0.0
  /// How often a face turns away from the camera, a second, and for how long.
  var hiding = (rate: 0.02, seconds: 1.5)
  /// Whether heads walk towards each other in pairs.
  var crosses = false
  /// Whether heads walk one after another towards a camera above them, and out of the frame: see ``Portal``.
  var isPortal = false
  /// Head heights in pixels: one world of each.
  var sizes = [(12.0, 40.0), (40.0, 110.0), (110.0, 400.0)]

  /// A camera that no rule can follow from a few samples a second.
  static let violent = Family(name: "violent camera", pan: (6, 1.5), shake: 0.5)

  /// What ``Portal`` plays: from where faces are found to where they leave the frame.
  static let portal = Family(name: "walkers towards the camera", isPortal: true, sizes: [(40, 160)])
  /// What a street or a hall shows of ten people in 1080p.
  static let ten = Family(name: "crowd of ten", heads: 10, standing: 0.2, sizes: [(40, 110)])

  static let all = [
    Family(name: "static camera, walking heads"),
    Family(name: "moving camera", pan: (3, 0.5), shake: 0.05),
    Family(name: "approaching faces", walk: (1.5, 0.4), growth: (0.35, 0.2), bob: 0.12),
    Family(name: "shaking heads", shaking: (0.6, 0.35)),
    Family(name: "crossings", heads: 14, walk: (3, 0.5), crosses: true),
    Family(
      name: "dense crowd", heads: 70, walk: (2.2, 0.6), standing: 0.1, sizes: [(22, 34), (30, 50), (45, 80)]),
    Family(name: "in and out at all borders", heads: 5, walk: (2.5, 2.5), standing: 0.05, hiding: (0.05, 1)),
    portal, ten, violent,
  ]
}
