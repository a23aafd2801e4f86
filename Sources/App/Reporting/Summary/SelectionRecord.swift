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

    /// Adds the boxes of a frame.
    public mutating func note(_ redactionBoxes: [RedactionBox]) {
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
}
