import Core
import Geometry

extension Edits {
  /// Throws for edits that contradict themselves.
  ///
  /// - Parameter name: the file, for messages.
  func check(_ name: String) throws(UserError) {
    let fault = idFault ?? trackFault ?? decisionFault ?? boxFault ?? peopleFault
    guard let fault else { return }
    throw UserError(
      .invalidInput, name, fault, remedy: "correct it, or make the edits again with 'frameveil review'")
  }

  private var idFault: String? {
    let ids = decisions.map(\.id) + boxes.map(\.id) + people.map(\.id)
    var seen = Set<String>()
    return ids.first { $0.isEmpty || !seen.insert($0).inserted }.map {
      "the id '\($0)' is empty or used twice"
    }
  }

  private var trackFault: String? {
    let anchored = tracks.map(\.track)
    guard Set(anchored).count == anchored.count else { return "a track is listed twice in 'tracks'" }
    let named = decisions.map(\.track) + people.flatMap(\.parts).map(\.track)
    return named.first { !anchored.contains($0) }.map { "track:\($0) is not listed in 'tracks'" }
  }

  private var decisionFault: String? {
    decisions.first { Self.isEmpty($0.start, $0.end) }.map { "the decision '\($0.id)' ends before it begins" }
  }

  private var boxFault: String? {
    for box in boxes {
      let times = box.keyframes.map(\.time)
      guard times.count >= 2, zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) else {
        return "the box '\(box.id)' needs two keyframes or more, in increasing order of time"
      }
      guard box.keyframes.contains(where: { $0.box.clipped() != nil }) else {
        return "the box '\(box.id)' is outside the frame"
      }
    }
    return nil
  }

  private var peopleFault: String? {
    var parts: [Int: [Person.Part]] = [:]
    for person in people {
      guard !person.parts.isEmpty else { return "the person '\(person.id)' has no track" }
      for part in person.parts {
        guard !Self.isEmpty(part.start, part.end) else {
          return "a part of the person '\(person.id)' ends before it begins"
        }
        guard parts[part.track, default: []].allSatisfy({ !$0.overlaps(part) }) else {
          return "a part of track:\(part.track) belongs to two people"
        }
        parts[part.track, default: []].append(part)
      }
    }
    return nil
  }

  private static func isEmpty(_ start: MediaTime?, _ end: MediaTime?) -> Bool {
    (start ?? .zero) >= (end ?? .longest)
  }
}

extension Person.Part {
  fileprivate func overlaps(_ other: Person.Part) -> Bool {
    (start ?? .zero) < (other.end ?? .longest) && (other.start ?? .zero) < (end ?? .longest)
  }
}
