import Detections
import Geometry

/// Heads of persons whose face was not found, since it is turned away, covered or too small: estimated from the persons'
/// boxes, as observations of faces, so that the tracker follows face and head as one person.
///
/// The numbers are rather too large than too small.
struct HeadEstimation {
  /// The width of the displayed frame divided by its height.
  let aspect: Double

  /// The boxes with a head for each person without a face. A doubtful face at the place of a person's head is confirmed,
  /// and so is a head: both get ``DetectionOptions/sufficientOnce`` at least.
  func addingHeads(to boxes: [DetectedBox]) -> [DetectedBox] {
    let persons = boxes.filter { $0.subject == .person }
    var faces = boxes.filter { $0.subject == .face }
    let pairs = pairs(of: persons.map(\.box), faces.map(\.box))
    for pair in pairs {
      faces[pair.face].confidence = max(faces[pair.face].confidence, DetectionOptions.sufficientOnce)
    }
    let seen = pairs.map { faces[$0.face].box }
    let withFace = Set(pairs.map(\.person))
    let heads = persons.indices.filter { !withFace.contains($0) }.map { index in
      ScoredBox(headBox(of: persons[index].box), score: persons[index].confidence / 100)
    }
    // A second box of one person has its head at the face.
    let unseen = heads.filter { head in
      !seen.contains {
        $0.contains(Box(centerX: head.box.centerX, centerY: head.box.centerY, width: 0, height: 0))
      }
    }
    return boxes.filter { $0.subject != .face } + faces
      + NonMaximumSuppression.kept(unseen, overlap: Self.overlap).map {
        DetectedBox(
          box: $0.box, subject: .face, confidence: max(100 * $0.score, DetectionOptions.sufficientOnce))
      }
  }

  /// A box of the size of a large face at the place of the head: with the default margin it covers the head.
  func headBox(of person: Box) -> Box {
    let height = headHeight(of: person)
    return Box(
      centerX: person.centerX, centerY: person.top + Self.depth * height,
      width: Self.shape * height / aspect, height: height)
  }

  /// Of an upright person, the head is a fifth of the height; of a person who sits or is cut off, it is as large as
  /// the shoulders tell.
  private func headHeight(of person: Box) -> Double {
    min(max(0.2 * person.height, 0.5 * person.width * aspect), 0.5 * person.height)
  }

  /// The height of the head's centre below the top of the person, in heights of the head.
  private static let depth = 0.5
  /// The width of a head's box divided by its height.
  private static let shape = 1.1
  /// The IoU from which two estimated heads are one.
  private static let overlap = 0.5

  /// Assigns each face to one person at most: the nearest pairs first.
  private func pairs(of persons: [Box], _ faces: [Box]) -> [(person: Int, face: Int)] {
    var candidates: [(distance: Double, person: Int, face: Int)] = []
    for person in persons.indices {
      for face in faces.indices where mayBelong(faces[face], to: persons[person]) {
        candidates.append((distance(faces[face], persons[person]), person, face))
      }
    }
    var pairs: [(person: Int, face: Int)] = []
    for candidate in candidates.sorted(by: { $0.distance < $1.distance })
    where !pairs.contains(where: { $0.person == candidate.person || $0.face == candidate.face }) {
      pairs.append((candidate.person, candidate.face))
    }
    return pairs
  }

  /// Whether a face may be that of a person: the arms may be raised, so it may lie far below the top of the box.
  private func mayBelong(_ face: Box, to person: Box) -> Bool {
    let head = headHeight(of: person)
    return abs(face.centerX - person.centerX) <= 0.55 * person.width
      && face.centerY >= person.top - 0.5 * head && face.centerY <= person.top + 0.45 * person.height
      && face.height >= 0.2 * head && face.height <= 2 * head
  }

  /// The distance of a face from the place of the head, in heights of the head.
  private func distance(_ face: Box, _ person: Box) -> Double {
    let head = headBox(of: person)
    let apart = (face.center - head.center) * SIMD2(aspect, 1)
    return (apart * apart).sum().squareRoot() / head.height
  }
}
