public import Geometry

/// Tracks, or parts of them, that a reviewer joined into one person. What is hidden follows from the decisions alone: a
/// track that joins a person whose other tracks are shown stays hidden until somebody shows it.
public struct Person: Sendable, Equatable, Codable {
  public struct Part: Sendable, Equatable, Codable {
    /// The track number as shown to users, from 1.
    public var track: Int
    /// Nil: from the track's beginning.
    public var start: MediaTime?
    /// Nil: to the track's end.
    public var end: MediaTime?

    public init(track: Int, start: MediaTime? = nil, end: MediaTime? = nil) {
      (self.track, self.start, self.end) = (track, start, end)
    }
  }

  /// Unique in the document.
  public var id: String
  /// Empty if it has none.
  @OrEmpty public var name = ""
  public var parts: [Part]

  public init(id: String, name: String = "", parts: [Part]) {
    (self.id, self.name, self.parts) = (id, name, parts)
  }
}
