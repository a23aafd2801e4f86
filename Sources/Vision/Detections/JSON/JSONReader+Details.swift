import Geometry

// The detail of an entry, beside its Timestamp: one function for each kind.
extension JSONReader {
  /// Reads a `FaceDetail`: its box and confidence; nil if it has no box.
  mutating func readFaceDetail() throws(DetectionError) -> DetectedBox? {
    var box: Box?
    var confidence = 100.0
    try beginObject()
    while let key = try nextKey() {
      switch key {
      case "BoundingBox": box = try skipNull() ? nil : readBoundingBox()
      case "Confidence": confidence = try skipNull() ? 100 : readConfidence()
      default: try skipValue()
      }
    }
    return box.map { DetectedBox(box: $0, subject: .face, confidence: confidence) }
  }

  /// Reads a `PersonDetail`: the person's box, the box of their face, or both.
  mutating func readPersonDetail(
    _ subjects: Subjects, into boxes: inout [DetectedBox]
  ) throws(DetectionError) {
    var person, face: DetectedBox?
    var identity: Int64?
    try beginObject()
    while let key = try nextKey() {
      if try skipNull() { continue }
      switch key {
      case "Index": identity = try readWhole(in: 0...(1 << 53), as: .wrongType)
      case "BoundingBox": person = DetectedBox(box: try readBoundingBox(), subject: .person)
      case "Face":
        let start = mark
        face = try readFaceDetail()
        if subjects.faces, face == nil { throw missingBox(at: position(of: start).member("BoundingBox")) }
      default: try skipValue()
      }
    }
    person?.identity = identity
    face?.identity = identity
    if subjects.persons, let person { boxes.append(person) }
    if subjects.faces, let face { boxes.append(face) }
  }

  /// Reads a `Label` with its `Instances`, which are kept if `counter` contains the label's name; returns the name, or an
  /// empty one.
  @discardableResult
  mutating func readLabel(_ counter: inout LabelCounter, into boxes: inout [DetectedBox])
    throws(DetectionError) -> String
  {
    let count = boxes.count
    var name = ""
    try beginObject()
    while let key = try nextKey() {
      if try skipNull() { continue }
      switch key {
      case "Name": name = try readString()
      case "Instances":
        try beginArray()
        while try nextElement() { boxes.append(try readBoxed(.label, through: nil)) }
      default: try skipValue()
      }
    }
    // The name may come after the instances.
    if !counter.note(name, boxes: boxes.count - count) { boxes.removeSubrange(count...) }
    return name
  }

  /// Reads a `ModerationLabel`, which redacts the whole frame if all are selected, or if `counter` contains its
  /// name or that of its parent. Returns one of its names, or an empty one.
  @discardableResult
  mutating func readModerationLabel(
    _ counter: inout LabelCounter, _ subjects: Subjects, into boxes: inout [DetectedBox]
  ) throws(DetectionError) -> String {
    var names: [String] = []
    var confidence = 100.0
    try beginObject()
    while let key = try nextKey() {
      if try skipNull() { continue }
      switch key {
      case "Name", "ParentName": names.append(try readString())
      case "Confidence": confidence = try readConfidence()
      default: try skipValue()
      }
    }
    let chosen = names.filter { counter.note($0, boxes: 1) }
    if subjects.moderation || !chosen.isEmpty {
      boxes.append(DetectedBox(box: .picture, subject: .moderation, confidence: confidence))
    }
    return names.first ?? ""
  }

  /// Reads an object with a confidence and a box, which is inside the member `through` unless that is nil: an
  /// `Instance` of a label, or a `TextDetection` with its `Geometry`.
  mutating func readBoxed(_ subject: Subject, through: String?) throws(DetectionError) -> DetectedBox {
    var box: Box?
    var confidence = 100.0
    try beginObject()
    let start = mark
    while let key = try nextKey() {
      if try skipNull() { continue }
      switch key {
      case "Confidence": confidence = try readConfidence()
      case through: box = try readBoxed(subject, through: nil).box
      case "BoundingBox" where through == nil: box = try readBoundingBox()
      default: try skipValue()
      }
    }
    guard let box else { throw missingBox(at: position(of: start).member(through ?? "BoundingBox")) }
    return DetectedBox(box: box, subject: subject, confidence: confidence)
  }

  func missingBox(at position: Position) -> DetectionError {
    DetectionError(
      .missingBox, "the bounding box is missing, so this detection could not be redacted", at: position,
      remedy: "fetch the response again, or remove the entry if nothing must be redacted there")
  }
}
