import Geometry

extension Edits: Codable {
  private enum Key: String, Member {
    case schema, version, video, detections, settings, tracks, decisions, boxes, people, looks, reasons
    case verification, signature
  }

  public init(from decoder: any Decoder) throws {
    let object = try decoder.object(Key.self)
    guard try object.decode(String.self, forKey: .schema) == Self.schema else {
      throw object.invalid(.schema, "another format")
    }
    guard try object.decode(Int.self, forKey: .version) == Self.version else {
      throw object.invalid(.version, "another version")
    }
    self.init(
      video: try object.decode(FileRecord.self, forKey: .video),
      detections: try object.decode(FileRecord.self, forKey: .detections),
      settings: try object.decode([String: String].self, forKey: .settings))
    tracks = try object.decodeIfPresent([TrackAnchor].self, forKey: .tracks) ?? []
    decisions = try object.decodeIfPresent([TrackDecision].self, forKey: .decisions) ?? []
    boxes = try object.decodeIfPresent([DrawnBox].self, forKey: .boxes) ?? []
    people = try object.decodeIfPresent([Person].self, forKey: .people) ?? []
    looks = try object.decodeIfPresent([WeakSpotLook].self, forKey: .looks) ?? []
    reasons = try object.decodeIfPresent([String].self, forKey: .reasons) ?? Self.defaultReasons
    verification = try object.decodeIfPresent(Verification.self, forKey: .verification)
    signature = try object.decodeIfPresent(Signature.self, forKey: .signature)
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(Self.schema, forKey: .schema)
    try object.encode(Self.version, forKey: .version)
    try object.encode(video, forKey: .video)
    try object.encode(detections, forKey: .detections)
    try object.encode(settings, forKey: .settings)
    try object.encode(tracks, forKey: .tracks)
    try object.encode(decisions, forKey: .decisions)
    try object.encode(boxes, forKey: .boxes)
    try object.encode(people, forKey: .people)
    try object.encode(looks, forKey: .looks)
    try object.encode(reasons, forKey: .reasons)
    try object.encodeIfPresent(verification, forKey: .verification)
    try object.encodeIfPresent(signature, forKey: .signature)
  }
}

extension Edits.FileRecord: Codable {
  private enum Key: String, Member { case name, bytes, sha256 }

  public init(from decoder: any Decoder) throws {
    let object = try decoder.object(Key.self)
    self.init(
      name: try object.decode(String.self, forKey: .name),
      bytes: try object.decode(UInt64.self, forKey: .bytes),
      sha256: try object.decode(String.self, forKey: .sha256))
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(name, forKey: .name)
    try object.encode(bytes, forKey: .bytes)
    try object.encode(sha256, forKey: .sha256)
  }
}

extension TrackAnchor: Codable {
  private enum Key: String, Member { case track, time, box }

  public init(from decoder: any Decoder) throws {
    let object = try decoder.object(Key.self)
    self.init(
      track: try object.decode(Int.self, forKey: .track), time: try object.time(.time),
      box: try object.box(.box))
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(track, forKey: .track)
    try object.encode(time, .time)
    try object.encode(box, .box)
  }
}

extension TrackDecision: Codable {
  private enum Key: String, Member { case id, track, action, start, end, reason }

  public init(from decoder: any Decoder) throws {
    let object = try decoder.object(Key.self)
    self.init(
      id: try object.decode(String.self, forKey: .id), track: try object.decode(Int.self, forKey: .track),
      action: try object.decode(Action.self, forKey: .action), start: try object.optionalTime(.start),
      end: try object.optionalTime(.end), reason: try object.text(.reason))
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(id, forKey: .id)
    try object.encode(track, forKey: .track)
    try object.encode(action, forKey: .action)
    try object.encode(start, .start)
    try object.encode(end, .end)
    try object.encode(reason, forKey: .reason)
  }
}

extension DrawnBox: Codable {
  private enum Key: String, Member { case id, kind, label, keyframes }

  public init(from decoder: any Decoder) throws {
    let object = try decoder.object(Key.self)
    self.init(
      id: try object.decode(String.self, forKey: .id), kind: try object.decode(Kind.self, forKey: .kind),
      label: try object.text(.label), keyframes: try object.decode([Keyframe].self, forKey: .keyframes))
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(id, forKey: .id)
    try object.encode(kind, forKey: .kind)
    try object.encode(label, forKey: .label)
    try object.encode(keyframes, forKey: .keyframes)
  }
}

extension DrawnBox.Keyframe: Codable {
  private enum Key: String, Member { case time, box }

  public init(from decoder: any Decoder) throws {
    let object = try decoder.object(Key.self)
    self.init(time: try object.time(.time), box: try object.box(.box))
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(time, .time)
    try object.encode(box, .box)
  }
}

extension Person: Codable {
  private enum Key: String, Member { case id, name, parts }

  public init(from decoder: any Decoder) throws {
    let object = try decoder.object(Key.self)
    self.init(
      id: try object.decode(String.self, forKey: .id), name: try object.text(.name),
      parts: try object.decode([Part].self, forKey: .parts))
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(id, forKey: .id)
    try object.encode(name, forKey: .name)
    try object.encode(parts, forKey: .parts)
  }
}

extension Person.Part: Codable {
  private enum Key: String, Member { case track, start, end }

  public init(from decoder: any Decoder) throws {
    let object = try decoder.object(Key.self)
    self.init(
      track: try object.decode(Int.self, forKey: .track), start: try object.optionalTime(.start),
      end: try object.optionalTime(.end))
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(track, forKey: .track)
    try object.encode(start, .start)
    try object.encode(end, .end)
  }
}

extension WeakSpotLook: Codable {
  private enum Key: String, Member { case kind, start, end, track, note, reason, at }

  public init(from decoder: any Decoder) throws {
    let object = try decoder.object(Key.self)
    self.init(
      kind: try object.decode(String.self, forKey: .kind), start: try object.time(.start),
      end: try object.time(.end), track: try object.decodeIfPresent(Int.self, forKey: .track),
      note: try object.text(.note), reason: try object.text(.reason),
      at: try object.decode(String.self, forKey: .at))
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(kind, forKey: .kind)
    try object.encode(start, .start)
    try object.encode(end, .end)
    try object.encodeIfPresent(track, forKey: .track)
    try object.encode(note, forKey: .note)
    try object.encode(reason, forKey: .reason)
    try object.encode(at, forKey: .at)
  }
}

extension Verification: Codable {
  private enum Key: String, Member { case result, redaction, frames, findings }

  public init(from decoder: any Decoder) throws {
    let object = try decoder.object(Key.self)
    self.init(
      result: try object.decode(Edits.FileRecord.self, forKey: .result),
      redaction: try object.decode(String.self, forKey: .redaction),
      frames: try object.decode(Int.self, forKey: .frames),
      findings: try object.decode([Finding].self, forKey: .findings))
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(result, forKey: .result)
    try object.encode(redaction, forKey: .redaction)
    try object.encode(frames, forKey: .frames)
    try object.encode(findings, forKey: .findings)
  }
}

extension Verification.Finding: Codable {
  private enum Key: String, Member { case start, end, box, confidence }

  public init(from decoder: any Decoder) throws {
    let object = try decoder.object(Key.self)
    self.init(
      start: try object.time(.start), end: try object.time(.end), box: try object.box(.box),
      confidence: try object.decode(Double.self, forKey: .confidence))
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(start, .start)
    try object.encode(end, .end)
    try object.encode(box, .box)
    try object.encode(confidence, forKey: .confidence)
  }
}

extension Signature: Codable {
  private enum Key: String, Member { case name, at, edits, result, looked, weakSpots }

  public init(from decoder: any Decoder) throws {
    let object = try decoder.object(Key.self)
    self.init(
      name: try object.decode(String.self, forKey: .name), at: try object.decode(String.self, forKey: .at),
      edits: try object.decode(String.self, forKey: .edits),
      result: try object.decode(Edits.FileRecord.self, forKey: .result),
      looked: try object.decode(Int.self, forKey: .looked),
      weakSpots: try object.decode(Int.self, forKey: .weakSpots))
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(name, forKey: .name)
    try object.encode(at, forKey: .at)
    try object.encode(edits, forKey: .edits)
    try object.encode(result, forKey: .result)
    try object.encode(looked, forKey: .looked)
    try object.encode(weakSpots, forKey: .weakSpots)
  }
}
