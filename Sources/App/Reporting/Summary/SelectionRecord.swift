public import Tracking

/// The effect of the selection rules in a run.
public struct SelectionRecord: Hashable, Sendable, Encodable {
  /// The boxes, frames and tracks that a rule applies to.
  public struct Share: Hashable, Sendable, Encodable, CustomStringConvertible {
    /// The number of boxes over all frames.
    public var boxes = 0
    /// The number of frames with any of these boxes.
    public var frames = 0
    /// The track numbers in ascending order, from 1 as shown to users.
    public var tracks: [Int] = []

    /// `60 boxes on 40 frames (track:2,5)`
    public var description: String {
      let list =
        tracks.prefix(10).map(String.init).joined(separator: ",") + (tracks.count > 10 ? ",..." : "")
      return "\(boxes) boxes on \(frames) frames (track:\(list))"
    }

    mutating func note(_ redactionBoxes: [RedactionBox]) {
      guard !redactionBoxes.isEmpty else { return }
      boxes += redactionBoxes.faces.count
      frames += 1
      for redactionBox in redactionBoxes where !tracks.contains(redactionBox.track + 1) {
        tracks.insert(
          redactionBox.track + 1, at: tracks.firstIndex { $0 > redactionBox.track + 1 } ?? tracks.endIndex)
      }
    }
  }

  /// What an `--only` rule redacted, or an `--except` rule left visible.
  public struct Rule: Hashable, Sendable, Encodable {
    /// `only` or `except`.
    public var kind: String
    /// The rule as the user wrote it.
    public var text: String
    public var share = Share()

    public init(kind: String, text: String) {
      self.kind = kind
      self.text = text
    }
  }

  /// The effect of a manual box (`--add`).
  public struct Added: Hashable, Sendable, Encodable {
    /// The user's label of the box.
    public var label: String
    /// The time span as text.
    public var span: String
    /// The number of frames on which it was redacted.
    public var frames = 0

    public init(label: String, span: String) {
      self.label = label
      self.span = span
    }
  }

  /// The `--only` rules, followed by the `--except` rules.
  public var rules: [Rule]
  /// All boxes that were left visible.
  public var leftVisible = Share()
  /// The manual boxes.
  public var added: [Added]

  public init(rules: [Rule], added: [Added]) {
    self.rules = rules
    self.added = added
  }

  /// Adds a frame: its boxes, the decision on each, and for each manual box whether it applies.
  public mutating func note(
    _ redactionBoxes: [RedactionBox], _ decisions: [SelectionDecision], added isAdded: [Bool]
  ) {
    let onlyCount = rules.count { $0.kind == "only" }
    let pairs = zip(redactionBoxes, decisions)
    for index in rules.indices {
      rules[index].share.note(
        pairs.filter { _, decision in
          index < onlyCount
            ? decision.only.contains(index)
            : !decision.isHidden && decision.except.contains(index - onlyCount)
        }.map(\.0))
    }
    leftVisible.note(pairs.filter { !$1.isHidden }.map(\.0))
    for (index, isAdded) in isAdded.enumerated() where isAdded { added[index].frames += 1 }
  }
}

/// The decision of the selection rules on a redaction box.
public struct SelectionDecision: Equatable, Sendable {
  /// Whether the box is redacted.
  public var isHidden: Bool
  /// Indices of the `--only` rules that may match.
  public var only: [Int]
  /// Indices of the `--except` rules that certainly match.
  public var except: [Int]

  public init(isHidden: Bool, only: [Int], except: [Int]) {
    self.isHidden = isHidden
    self.only = only
    self.except = except
  }
}
