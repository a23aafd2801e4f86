import CLibAV

extension MuxPlan {
  /// Adds all tracks to a muxer, and writes the container's header.
  ///
  /// - Parameter parameters: those of the encoded video, with the codec headers.
  func begin(_ muxer: Muxer, video parameters: CodecParameters) throws -> (
    video: OutputTrack, tracks: [OutputTrack]
  ) {
    let number = try muxer.add(
      parameters, timeBase: videoTimeBase, metadata: tags(on: video),
      disposition: description.video.disposition, sideData: videoSideData,
      frameRate: description.video.frameRate)
    let numbers = try tracks.map { track in
      try muxer.add(
        copied(track.input.parameters), timeBase: track.input.timeBase, metadata: tags(on: track),
        disposition: track.input.disposition, sideData: track.input.sideData, frameRate: nil)
    }
    try muxer.begin(
      metadata: metadata, chapters: description.chapters, moovRoom: moovRoom, timescale: timescale)
    let shown = OutputTrack(number: number, parameters: parameters, timeBase: muxer.timeBase(of: number))
    let carried = zip(tracks, numbers).map { track, number in
      OutputTrack(
        number: number, parameters: track.input.parameters, timeBase: muxer.timeBase(of: number))
    }
    return (shown, carried)
  }
}
