import Evaluating
import Geometry

/// How well a rule hid the faces of a world.
struct Score {
  /// Frames times faces.
  var faces = 0.0
  /// Of these less than 90 % covered.
  var leaked = 0.0
  /// Of these at most 2 % covered.
  var gone = 0.0
  /// Of these with a box of IoU ≥ 0.5.
  var found = 0.0
  /// Sum of the faces' areas, and of what is hidden outside of them.
  var faceArea = 0.0
  var overArea = 0.0
  /// The same for head-shaped regions.
  var head: HeadScore?

  var leak: Double { leaked / max(1, faces) }
  var lost: Double { gone / max(1, faces) }
  var recall: Double { found / max(1, faces) }
  var over: Double { overArea / max(1e-12, faceArea) }

  /// Scores the boxes that a rule hides on each frame, where both are clipped to the picture.
  init(_ world: World, hidden: [[Shape]]) {
    head = HeadScore(world, hidden: hidden)
    for (frame, all) in zip(world.frames, hidden) {
      let boxes = all.compactMap { $0.box.clipped() }
      let faces = frame.compactMap { $0.box.clipped() }
      for face in frame.filter(\.isClear).compactMap({ $0.box.clipped() }) { add(face, boxes) }
      let whole = unionArea(faces)
      faceArea += whole
      overArea += unionArea(faces + boxes) - whole
    }
  }

  private mutating func add(_ face: Box, _ boxes: [Box]) {
    let parts = boxes.compactMap { $0.intersection(face) }
    let share = unionArea(parts) / face.area
    faces += 1
    if share < 0.9 { leaked += 1 }
    if share <= 0.02 { gone += 1 }
    if boxes.contains(where: { $0.iou(face) >= 0.5 }) { found += 1 }
  }
}

/// The mean of several worlds' scores.
struct Summary: Sendable {
  var leak = 0.0
  var gone = 0.0
  var recall = 0.0
  var over = 0.0
  var head: HeadSummary?

  init(leak: Double, gone: Double, recall: Double, over: Double, head: HeadSummary?) {
    self.head = head
    self.leak = leak
    self.gone = gone
    self.recall = recall
    self.over = over
  }

  init(_ scores: [Score]) {
    self.init(
      mean: scores.map {
        Summary(leak: $0.leak, gone: $0.lost, recall: $0.recall, over: $0.over, head: $0.head?.summary)
      })
  }

  /// The mean of means.
  init(mean summaries: [Summary]) {
    let count = Double(max(1, summaries.count))
    leak = summaries.map(\.leak).reduce(0, +) / count
    gone = summaries.map(\.gone).reduce(0, +) / count
    recall = summaries.map(\.recall).reduce(0, +) / count
    over = summaries.map(\.over).reduce(0, +) / count
    head = HeadSummary(mean: summaries.compactMap(\.head))
  }
}
