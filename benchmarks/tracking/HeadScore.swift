import Evaluating
import Geometry

/// How well head-shaped regions hid the faces of a world: boxes with the tracker's elliptic corners. Beside it, how well
/// plain boxes hid the ellipses of the faces, which the promise is about.
struct HeadScore {
  /// Frames times faces.
  private var faces = 0.0
  /// Of these with an ellipse of which plain boxes cover less than 90 %; with a box, or an ellipse, of which regions do.
  private var (leakedOvals, leakedFromRegions, leakedOvalsFromRegions) = (0.0, 0.0, 0.0)
  /// The area of the faces' boxes, and of regions outside the faces' ellipses.
  private var (faceArea, overArea) = (0.0, 0.0)

  /// Nil for a rule that does not tell corners.
  init?(_ world: World, hidden: [[Shape]]) {
    guard hidden.contains(where: { $0.contains(where: \.hasCorners) }) else { return nil }
    for frame in Swift.stride(from: 0, to: hidden.count, by: Self.stride) {
      add(world.frames[frame], hidden[frame])
    }
  }

  /// Each so many frames are measured: a number that the frames between two samples are no multiple of.
  private static let stride = 7

  private mutating func add(_ frame: [Face], _ regions: [Shape]) {
    for face in frame where face.isClear {
      add(face, regions.filter { $0.box.intersection(face.box) != nil })
    }
    let ovals = frame.map { Shape(ellipseIn: $0.box) }
    guard let least = frame.map(\.box.height).min() else { return addOver(regions, [], rows: 1 / 200) }
    faceArea += unionArea(frame.compactMap { $0.box.clipped() })
    addOver(regions, ovals, rows: max(1 / 1000, least / 8))
  }

  private mutating func addOver(_ regions: [Shape], _ ovals: [Shape], rows: Double) {
    overArea += unionArea(regions + ovals, rows: rows) - unionArea(ovals, rows: rows)
  }

  private mutating func add(_ face: Face, _ regions: [Shape]) {
    let (box, oval) = (Shape(face.box), Shape(ellipseIn: face.box))
    faces += 1
    if share(of: oval, coveredBy: regions.map { Shape($0.box) }) < 0.9 { leakedOvals += 1 }
    if share(of: box, coveredBy: regions) < 0.9 { leakedFromRegions += 1 }
    if share(of: oval, coveredBy: regions) < 0.9 { leakedOvalsFromRegions += 1 }
  }

  var summary: HeadSummary {
    let faces = max(1, faces)
    return HeadSummary(
      ovalLeak: leakedOvals / faces, regionLeak: leakedFromRegions / faces,
      regionOvalLeak: leakedOvalsFromRegions / faces, over: overArea / max(1e-12, faceArea))
  }
}

/// The mean of several worlds' head scores.
struct HeadSummary: Sendable {
  /// The leak of ellipses under plain boxes; of boxes and of ellipses under head-shaped regions.
  var ovalLeak = 0.0
  var regionLeak = 0.0
  var regionOvalLeak = 0.0
  /// What regions hide outside the ellipses of faces, in areas of the faces' boxes.
  var over = 0.0

  var values: [Double] { [ovalLeak, regionLeak, regionOvalLeak, over] }
}

extension HeadSummary {
  /// The mean of means; nil for none.
  init?(mean summaries: [HeadSummary]) {
    guard !summaries.isEmpty else { return nil }
    let sums = summaries.reduce(SIMD4<Double>.zero) { $0 + SIMD4($1.values) } / Double(summaries.count)
    self.init(ovalLeak: sums.x, regionLeak: sums.y, regionOvalLeak: sums.z, over: sums.w)
  }
}
