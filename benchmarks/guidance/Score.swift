import Evaluating
import Geometry

/// How well the faces of clips were hidden.
struct Score: Sendable {
  private var faces = 0.0
  private var leaked = 0.0
  private var lost = 0.0
  private var faceArea = 0.0
  private var overArea = 0.0

  /// The share of face-frames that are less than 90 % covered, and of those at most 2 % covered.
  var leak: Double { leaked / max(1, faces) }
  var gone: Double { lost / max(1, faces) }
  /// What is hidden outside faces, in areas of faces.
  var over: Double { overArea / max(1e-12, faceArea) }

  /// Adds a frame, where faces and boxes are clipped to the picture.
  mutating func add(_ faces: [Face], hidden: [Box]) {
    let boxes = hidden.compactMap { $0.clipped() }
    let seen = faces.filter { $0.visible >= 0.3 }.compactMap { $0.box.clipped() }
    for face in seen {
      let share = unionArea(boxes.compactMap { $0.intersection(face) }) / face.area
      self.faces += 1
      if share < 0.9 { leaked += 1 }
      if share <= 0.02 { lost += 1 }
    }
    let whole = unionArea(seen)
    faceArea += whole
    overArea += unionArea(seen + boxes) - whole
  }

  /// Adds another score's frames.
  mutating func add(_ other: Score) {
    faces += other.faces
    leaked += other.leaked
    lost += other.lost
    faceArea += other.faceArea
    overArea += other.overArea
  }
}
