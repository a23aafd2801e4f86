import Media

extension MediaReader {
  /// How much of a video a caller reads.
  enum Extent {
    case part
    /// All frames. The end is compared with what the container lists.
    case all(allowsDamage: Bool)
  }

  /// Opens the video for a caller that reads its frames only, and closes it.
  ///
  /// The packets of the other tracks, which the demuxer would keep otherwise, are read meanwhile.
  ///
  /// - Parameter body: calls `nextFrame`, to the end unless it reads a part.
  /// - Throws: `UserError`, what `body` throws.
  nonisolated func withFrames<Value>(
    _ extent: Extent, _ body: (MediaDescription) async throws -> Value
  ) async throws -> Value {
    try await closingAtEnd {
      let description = try await open()
      let packets = Task { try await passOver(description.tracks.indices) }
      defer { packets.cancel() }
      let value = try await body(description)
      if case .all(let allowsDamage) = extent {
        try await packets.value
        if !allowsDamage { try await checkComplete() }
      }
      return value
    }
  }

  /// The same for a part of a video whose description is known.
  nonisolated func withFrames<Value>(
    of part: ReadSpan, in description: MediaDescription, origin: Int64, _ body: () async throws -> Value
  ) async throws -> Value {
    try await closingAtEnd {
      try await open(part, of: description, origin: origin)
      let packets = Task { try await passOver(description.tracks.indices) }
      defer { packets.cancel() }
      return try await body()
    }
  }

  /// Closes the reader after what is done with it.
  nonisolated func closingAtEnd<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      let value = try await body()
      await close()
      return value
    } catch {
      await close()
      throw error
    }
  }

  /// Reads the packets of other tracks to their end.
  nonisolated func passOver(_ tracks: Range<Int>) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for track in tracks {
        group.addTask { while try await self.nextPacket(track: track) != nil {} }
      }
      try await group.waitForAll()
    }
  }
}
