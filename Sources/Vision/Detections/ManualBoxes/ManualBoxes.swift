import Geometry

/// Parses manually drawn boxes: a JSON array of
///
///     {"start": 12.5, "end": "0:01:02.5", "box": [left, top, width, height], "label": "screen"}
///     {"keyframes": [{"time": 3, "box": [...]}, {"time": 4.5, "box": [...]}], "label": "screen"}
///
/// Times are seconds or `H:MM:SS.f`, boxes are ratios of the displayed frame, and `label` is optional.
/// Unknown members are rejected: a misspelt one would leave something unredacted.
public enum ManualBoxes {
  /// Parses a document to its end. `fill` appends the next bytes to an empty buffer; appending nothing ends
  /// the input.
  public static func read(fill: @escaping (inout [UInt8]) throws -> Void) throws(DetectionError)
    -> [ManualBox]
  {
    var json = JSONReader(fill: fill)
    var boxes: [ManualBox] = []
    if try json.nextDocument() {
      try json.beginArray()
      while try json.nextElement() { boxes.append(try json.readManualBox()) }
    }
    guard !boxes.isEmpty else {
      throw DetectionError(
        .empty, "the file contains no boxes", at: json.markedPosition,
        remedy: "write [{\"start\":0,\"end\":10,\"box\":[0.1,0.1,0.2,0.2]}], or omit --add")
    }
    guard try !json.nextDocument() else {
      throw json.syntaxError("unexpected data after the array", remedy: "write a single array")
    }
    return boxes
  }
}

/// The members of an object, in either of the two forms.
private struct ManualBoxMembers {
  var start: MediaTime?
  var end: MediaTime?
  var box: Box?
  var keyframes: [ManualBox.Keyframe]?
  var label = ""

  /// The keyframes of the form that was used; nil if it is incomplete or the forms are mixed.
  var path: [ManualBox.Keyframe]? {
    if let keyframes { return start == nil && end == nil && box == nil ? keyframes : nil }
    guard let start, let end, let box else { return nil }
    return [.init(time: start, box: box), .init(time: end, box: box)]
  }
}

extension JSONReader {
  fileprivate mutating func readManualBox() throws(DetectionError) -> ManualBox {
    try beginObject()
    let position = markedPosition
    let members = try readManualBoxMembers()
    guard let keyframes = members.path else {
      throw DetectionError(
        .wrongType, "a box needs either start, end and box, or keyframes", at: position,
        remedy: "use one of the two forms")
    }
    guard let manual = ManualBox(label: members.label, keyframes: keyframes) else {
      throw DetectionError(
        .timestamp, "the times do not increase, or there are fewer than two keyframes", at: position,
        remedy: "set start before end, or list two or more keyframes in increasing order of time")
    }
    guard keyframes.contains(where: { $0.box.clipped() != nil }) else {
      throw DetectionError(
        .boundingBox, "the box lies outside the frame", at: position,
        remedy: "give left, top, width and height as ratios of the frame size")
    }
    return manual
  }

  private mutating func readManualBoxMembers() throws(DetectionError) -> ManualBoxMembers {
    var members = ManualBoxMembers()
    while let key = try nextKey() {
      switch key {
      case "start": members.start = try readInstant()
      case "end": members.end = try readInstant()
      case "box": members.box = try readRatios()
      case "label": members.label = try readString()
      case "keyframes": members.keyframes = try readKeyframes()
      default: throw unknownMember("start, end, box, keyframes or label")
      }
    }
    return members
  }

  private mutating func readKeyframes() throws(DetectionError) -> [ManualBox.Keyframe] {
    var keyframes: [ManualBox.Keyframe] = []
    try beginArray()
    while try nextElement() {
      var time: MediaTime?
      var box: Box?
      try beginObject()
      let position = markedPosition
      while let key = try nextKey() {
        switch key {
        case "time": time = try readInstant()
        case "box": box = try readRatios()
        default: throw unknownMember("time or box")
        }
      }
      guard let time, let box else {
        throw DetectionError(
          .wrongType, "the \(time == nil ? "time" : "box") is missing", at: position,
          remedy: "give every keyframe a time and a box")
      }
      keyframes.append(.init(time: time, box: box))
    }
    return keyframes
  }

  private mutating func readInstant() throws(DetectionError) -> MediaTime {
    guard try peekKind() == .string else {
      let seconds = try readNumber(as: .timestamp)
      guard (0...Self.longestSeconds).contains(seconds) else {
        throw noInstant("\(seconds)", at: markedPosition)
      }
      return MediaTime(seconds: seconds)
    }
    let position = markedPosition
    let text = try readString()
    guard let time = MediaTime(parsing: text), time.seconds <= Self.longestSeconds else {
      throw noInstant("\"\(text.prefix(40))\"", at: position)
    }
    return time
  }

  private static var longestSeconds: Double { Double(longestMilliseconds) / 1000 }

  private func noInstant(_ found: String, at position: Position) -> DetectionError {
    DetectionError(
      .timestamp, "expected a time, found \(found)", at: position,
      remedy: "write seconds, such as 62.5, or \"0:01:02.5\"")
  }

  private mutating func readRatios() throws(DetectionError) -> Box {
    var values: [Double] = []
    try beginArray()
    let position = markedPosition
    while try nextElement() {
      let value = try readNumber(as: .boundingBox)
      let lowerBound = values.count < 2 ? -1.0 : 1e-6
      guard (lowerBound...2).contains(value) else {
        throw DetectionError(
          .boundingBox, "\(value) is not a valid ratio of the frame size", at: markedPosition,
          remedy: "give left, top, width and height as ratios of the frame size, not in pixels")
      }
      values.append(value)
    }
    guard values.count == 4 else {
      throw DetectionError(
        .boundingBox, "expected four numbers, found \(values.count)", at: position,
        remedy: "give left, top, width and height")
    }
    return Box(left: values[0], top: values[1], width: values[2], height: values[3])
  }

  private func unknownMember(_ known: String) -> DetectionError {
    DetectionError(.wrongType, "unknown member", at: markedPosition, remedy: "use \(known)")
  }
}
